import { Inbox } from "lucide-react";
import { ApiProblem } from "../../api/problem.ts";
import { Avatar } from "../../components/avatar.tsx";
import { Badge, tones } from "../../components/badge.tsx";
import { Button } from "../../components/button.tsx";
import { Progress } from "../../components/progress.tsx";
import { ErrorState, FormError, Notice, SkeletonLines } from "../../components/states.tsx";
import { toast } from "../../components/toast.tsx";
import { type Exhibit, longText } from "./specimen.tsx";

const failures: [string, unknown][] = [
  ["Unexpected", new Error("of the program")],
  ["No connection", new ApiProblem(0, { title: "No connection", detail: "The server cannot be reached." })],
  ["Forbidden", new ApiProblem(403, {})],
  ["Not found", new ApiProblem(404, {})],
  ["Too many requests", new ApiProblem(429, {}, 12)],
  ["The server failed", new ApiProblem(500, { title: "Internal error", requestId: "01a204cc-6b54" })],
];
const nothing = () => undefined;
const undo = { label: "Undo", run: () => toast.done({ title: "Contact restored" }) };

export const feedback: Exhibit[] = [
  {
    name: "Badge",
    about: "A word with a tone. The tone alone never says anything.",
    specimens: [
      ...tones.map((tone) => ({ state: tone, shows: <Badge tone={tone}>Prospect</Badge> })),
      { state: "Long text", shows: <Badge>{longText}</Badge> },
    ],
  },
  {
    name: "Avatar",
    about: "Initials; people are round, things are square. The same name always gets the same tone.",
    specimens: (["xs", "sm", "md", "lg"] as const).map((size) => ({
      state: size,
      shows: (
        <span className="flex gap-2">
          <Avatar name="Ada Lovelace" size={size} />
          <Avatar name="Analytical Engines" shape="thing" size={size} />
        </span>
      ),
    })),
  },
  {
    name: "Progress",
    about: "For what takes long enough to be watched.",
    specimens: [0, 0.4, 1].map((part) => ({ state: `${part * 100}%`, shows: <Progress label="Import" part={part} /> })),
  },
  {
    name: "Loading",
    about: "Stands where content will stand; screen readers hear one word.",
    specimens: [{ state: "Lines", shows: <SkeletonLines lines={4} /> }],
  },
  {
    name: "Notice",
    about: "Nothing here yet: says what it would be, and offers the first step.",
    specimens: [
      {
        state: "Empty",
        shows: (
          <Notice icon={Inbox} title="No contacts yet" action={<Button>New contact</Button>}>
            Add the first one by hand.
          </Notice>
        ),
      },
      { state: "A form that was refused", shows: <FormError>The email is used by another contact.</FormError> },
    ],
  },
  {
    name: "Error",
    about: "Says what failed and offers the next thing to do.",
    specimens: failures.map(([state, error]) => ({ state, shows: <ErrorState error={error} retry={nothing} /> })),
  },
  {
    name: "Toast",
    about:
      "What happened, with the way back. Waits while pointed at or focused (F6); Ctrl or Cmd Z takes the newest back.",
    specimens: [
      {
        state: "Done",
        shows: <Button onClick={() => toast.done({ title: "Contact moved to the trash", action: undo })}>Show</Button>,
      },
      {
        state: "Failed",
        shows: <Button onClick={() => toast.failed({ title: "That did not work", detail: longText })}>Show</Button>,
      },
      {
        state: "Stays",
        shows: <Button onClick={() => toast.done({ title: "There is a new version", lasting: true })}>Show</Button>,
      },
    ],
  },
];
