/** A first call to try a key with, on any command line. */
export function KeyExample({ apiKey }: { apiKey: string }) {
  return (
    <pre
      tabIndex={0}
      aria-label="Example on a command line"
      className="overflow-x-auto rounded-xl border border-line bg-canvas px-4 py-3 font-mono text-xs leading-5"
    >
      {`curl "${window.location.origin}/api/accounts?limit=5" \\\n  -H "Authorization: Bearer ${apiKey}"`}
    </pre>
  );
}
