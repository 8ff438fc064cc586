import { Copy, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Dialog, Sheet } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuSeparator } from "../../components/menu.tsx";
import { Popover } from "../../components/popover.tsx";
import { SortableList } from "../../components/sortable-list.tsx";
import { Tabs } from "../../components/tabs.tsx";
import type { Exhibit } from "./specimen.tsx";

type Opened = { open: boolean; onClose: () => void };

function Opener({ children }: { children: (opened: Opened) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Open</Button>
      {children({ open, onClose: () => setOpen(false) })}
    </>
  );
}

function TabsExample() {
  const [value, setValue] = useState("one");
  const tabs = ["one", "two", "three"].map((tab) => ({ value: tab, label: `Tab ${tab}`, content: `Panel ${tab}` }));
  return <Tabs tabs={tabs} value={value} onChange={setValue} />;
}

function OrderExample() {
  const [items, setItems] = useState(["First", "Second", "Third"].map((id) => ({ id })));
  const order = (ids: string[]) => Promise.resolve(setItems(ids.map((id) => ({ id }))));
  return (
    <SortableList items={items} nameOf={({ id }) => id} onOrder={order} rowClass="flex items-center gap-2 py-1">
      {({ id }) => id}
    </SortableList>
  );
}

const form = (
  <Field label="Name">
    <Input />
  </Field>
);
const wait = () => new Promise<void>((done) => setTimeout(done, 800));
const refuse = async () => {
  await wait();
  throw new Error("Somebody else needs it.");
};

export const overlays: Exhibit[] = [
  {
    name: "Menu",
    about: "Commands under a button. Arrow keys move, letters jump, Escape gives the focus back.",
    specimens: [
      {
        state: "Commands, a choice, danger",
        shows: (
          <Menu align="start" trigger={<Button>Open</Button>}>
            <MenuLabel>Contact</MenuLabel>
            <MenuItem>
              <Copy aria-hidden />
              Copy link
            </MenuItem>
            <MenuItem disabled>Merge</MenuItem>
            <MenuCheck checked>Show in lists</MenuCheck>
            <MenuSeparator />
            <MenuItem danger>
              <Trash2 aria-hidden />
              Move to trash
            </MenuItem>
          </Menu>
        ),
      },
    ],
  },
  {
    name: "Popover",
    about: "A small form under its button.",
    specimens: [
      {
        state: "Default",
        shows: (
          <Popover label="Rename" trigger={<Button>Open</Button>}>
            {form}
          </Popover>
        ),
      },
    ],
  },
  {
    name: "Dialog",
    about: "In the middle; on a phone it rises from the bottom. The focus stays in it and goes back afterwards.",
    specimens: [
      {
        state: "Dialog",
        shows: (
          <Opener>
            {(opened) => (
              <Dialog
                {...opened}
                title="Rename"
                description="Everybody sees it."
                footer={<Button look="primary">Save</Button>}
              >
                {form}
              </Dialog>
            )}
          </Opener>
        ),
      },
      {
        state: "Sheet, for longer forms",
        shows: (
          <Opener>
            {(opened) => (
              <Sheet {...opened} title="New contact">
                {form}
              </Sheet>
            )}
          </Opener>
        ),
      },
      {
        state: "Confirm",
        shows: (
          <Opener>
            {(opened) => (
              <Confirm
                {...opened}
                title="Delete for good?"
                description="This cannot be undone."
                action="Delete"
                onConfirm={wait}
              />
            )}
          </Opener>
        ),
      },
      {
        state: "Confirm that is refused",
        shows: (
          <Opener>
            {(opened) => (
              <Confirm
                {...opened}
                title="Delete for good?"
                description="This cannot be undone."
                action="Delete"
                onConfirm={refuse}
              />
            )}
          </Opener>
        ),
      },
    ],
  },
  { name: "Tabs", about: "Arrow keys go from tab to tab.", specimens: [{ state: "Default", shows: <TabsExample /> }] },
  {
    name: "Order",
    about: "Rows that are put in order by their handle: dragged, or with the arrow keys on it.",
    specimens: [{ state: "Default", shows: <OrderExample /> }],
  },
];
