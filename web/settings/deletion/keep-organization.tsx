import { useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import { useMe } from "../../app/session.ts";
import { Confirm } from "../../components/confirm.tsx";
import { toast } from "../../components/toast.tsx";

/** Asks, and takes the deletion back. */
export function KeepOrganization({ onClose }: { onClose: () => void }) {
  const { currentOrganization } = useMe();
  const queryClient = useQueryClient();
  const name = currentOrganization?.name;
  return (
    <Confirm
      open
      onClose={onClose}
      title={`Keep ${name}?`}
      description="Nothing is deleted, and everybody can work again at once. Its members are told by email."
      action="Keep it"
      look="primary"
      onConfirm={async () => {
        await call("DELETE /api/organization/delete");
        toast.done({ title: `${name} will not be deleted` });
        await queryClient.invalidateQueries();
      }}
    />
  );
}
