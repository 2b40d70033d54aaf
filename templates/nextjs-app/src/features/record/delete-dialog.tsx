"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "@/components/button";
import type { Resource } from "@/contract/model";
import { itemPath, listHref, type Scope } from "@/lib/addresses";
import { gateway } from "@/lib/gateway";
import { send, ServiceError } from "@/lib/http";
import { keyOf, labelOf, recordKey, type Version } from "@/lib/record";
import { useAppStore } from "@/lib/store";
import { inSentence, words } from "@/lib/words";

interface DeleteDialogProps {
  readonly resource: Resource;
  readonly version: Version;
  readonly scope: Scope;
  readonly onClose: () => void;
}

/** Nothing is deleted by accident, and nothing that changed since it was read. */
export default function DeleteDialog({ resource, version, scope, onClose }: DeleteDialogProps) {
  const router = useRouter();
  const queries = useQueryClient();
  const notify = useAppStore((state) => state.notify);
  const key = keyOf(resource, version.record);
  const remove = useMutation({
    mutationFn: () => {
      const tag =
        resource.remove?.ifMatch === true && version.etag !== null
          ? { "If-Match": version.etag }
          : undefined;
      return send(gateway, resource.service, itemPath(resource, key, scope), {
        method: "DELETE",
        ...(tag === undefined ? {} : { headers: tag }),
      });
    },
    onSuccess: async () => {
      notify(words("record.deleted", { title: resource.title }));
      router.push(listHref(resource, scope));
      await queries.invalidateQueries({
        queryKey: ["list", resource.service, resource.name],
        refetchType: "none",
      });
      queries.removeQueries({ queryKey: ["labels", resource.service, resource.name] });
      queries.removeQueries({ queryKey: ["choices", resource.service, resource.name] });
    },
  });
  const reload = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: recordKey(resource, key, scope) });
    onClose();
  };
  const changed = remove.error instanceof ServiceError && remove.error.problem.status === 412;
  return (
    <AlertDialog.Root onOpenChange={(open) => !open && onClose()} open>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <AlertDialog.Popup className="fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 rounded-card border border-line bg-surface p-6 text-ink shadow-floating">
          <AlertDialog.Title className="text-lg font-semibold">
            {words("record.deleteTitle", { title: inSentence(resource.title) })}
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-muted">
            {words("record.deleteText", { label: labelOf(resource, version.record) })}
          </AlertDialog.Description>
          {remove.error !== null && (
            <p className="mt-4 rounded-control bg-danger-soft p-3 text-sm text-danger" role="alert">
              {changed ? words("record.changedSince") : whyNot(remove.error)}
            </p>
          )}
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <AlertDialog.Close render={<Button />}>{words("record.cancel")}</AlertDialog.Close>
            {changed ? (
              <Button look="primary" onClick={() => void reload()}>
                {words("record.reload")}
              </Button>
            ) : (
              <Button
                disabled={remove.isPending || remove.isSuccess}
                look="danger"
                onClick={() => remove.mutate()}
              >
                {words("record.delete")}
              </Button>
            )}
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** A service says what still refers to the record; its own failures it keeps to itself. */
function whyNot(error: Error): string {
  if (!(error instanceof ServiceError)) return words("state.error");
  const { status, detail } = error.problem;
  if (status === 0) return words("state.offline");
  return status < 500 && detail !== null ? detail : words("state.unavailable");
}
