"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/button";
import { Icon } from "@/components/icon";
import type { Resource } from "@/contract/model";
import type { Scope } from "@/lib/addresses";
import type { Version } from "@/lib/record";
import { words } from "@/lib/words";

const DeleteDialog = dynamic(() => import("@/features/record/delete-dialog"), { ssr: false });

interface DeleteRecordProps {
  readonly resource: Resource;
  readonly version: Version;
  readonly scope: Scope;
}

export function DeleteRecord(props: DeleteRecordProps) {
  const [asking, ask] = useState(false);
  return (
    <>
      <Button look="dangerPlain" onClick={() => ask(true)}>
        <Icon className="size-4" name="delete" />
        {words("record.delete")}
      </Button>
      {asking && <DeleteDialog {...props} onClose={() => ask(false)} />}
    </>
  );
}
