import { Plus } from "lucide-react";
import { Button, IconButton } from "../../components/button.tsx";
import { KeyCaps } from "../../components/key-caps.tsx";
import { type Exhibit, longText } from "./specimen.tsx";

const looks = ["primary", "secondary", "quiet", "danger"] as const;

const meanings: Record<(typeof looks)[number], string> = {
  primary: "What most people came to do; at most one on a screen. Hover darkens it, focus draws a ring around it.",
  secondary: "Everything else that stands by itself.",
  quiet: "In toolbars and lines, where borders would be noise: a ground appears on hover.",
  danger: "What takes something away. It asks, or offers a way back.",
};

export const buttons: Exhibit[] = [
  ...looks.map((look): Exhibit => ({
    name: `Button, ${look}`,
    about: meanings[look],
    specimens: [
      { state: "Default", shows: <Button look={look}>Save changes</Button> },
      {
        state: "With a sign",
        shows: (
          <Button look={look}>
            <Plus aria-hidden />
            New contact
          </Button>
        ),
      },
      {
        state: "Small",
        shows: (
          <Button look={look} size="sm">
            Save changes
          </Button>
        ),
      },
      {
        state: "Large",
        shows: (
          <Button look={look} size="lg">
            Save changes
          </Button>
        ),
      },
      {
        state: "Busy: turns, cannot be pressed again",
        shows: (
          <Button look={look} busy>
            Saving
          </Button>
        ),
      },
      {
        state: "Disabled",
        shows: (
          <Button look={look} disabled>
            Save changes
          </Button>
        ),
      },
      {
        state: "Long text",
        shows: (
          <div className="w-48">
            <Button look={look} className="max-w-full">
              <span className="truncate">{longText}</span>
            </Button>
          </div>
        ),
      },
    ],
  })),
  {
    name: "Icon button",
    about: "Its label is its tooltip and its accessible name. On touch screens it grows to 40 pixels.",
    specimens: [
      {
        state: "Default",
        shows: (
          <IconButton label="Add">
            <Plus aria-hidden />
          </IconButton>
        ),
      },
      {
        state: "Small",
        shows: (
          <IconButton label="Add" size="icon-sm">
            <Plus aria-hidden />
          </IconButton>
        ),
      },
      {
        state: "Bordered",
        shows: (
          <IconButton label="Add" look="secondary">
            <Plus aria-hidden />
          </IconButton>
        ),
      },
      { state: "Busy", shows: <IconButton label="Add" busy /> },
      {
        state: "Disabled",
        shows: (
          <IconButton label="Add" disabled>
            <Plus aria-hidden />
          </IconButton>
        ),
      },
    ],
  },
  {
    name: "Keys",
    about: "As they stand on the reader's keyboard; hidden where there is none.",
    specimens: ["mod+k", "g a", "shift+j", "ArrowDown"].map((keys) => ({
      state: keys,
      shows: <KeyCaps keys={keys} />,
    })),
  },
];
