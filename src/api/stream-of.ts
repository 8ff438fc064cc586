/**
 * Bytes as they are made, at the reader's pace; when the reader goes away, the generator's `finally` runs. Nothing is
 * made before somebody reads: who asks for the fields alone (HEAD) never does, and must not leave anything open.
 */
export function streamOf(bytes: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull: async (controller) => {
        const { value, done } = await bytes.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await bytes.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
