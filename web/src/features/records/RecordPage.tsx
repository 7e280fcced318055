import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { Draft, Record } from "@/api/types";
import { useMay } from "@/app/permissions";
import { patients } from "@/features/patients/calls";
import { same } from "@/ui/merge";
import { Failed, Loading } from "@/ui/states";
import { discardDraft, draftQuery, recordQuery, versionsQuery } from "./calls";
import { type Base, RecordEditor } from "./RecordEditor";
import { SignedRecord } from "./SignedRecord";
import { fromDraft, fromRecord } from "./values";

export function Screen() {
  const { id = "" } = useParams();
  return <Existing key={id} id={id} />;
}

const Waiting = () => <Loading rows={12} className="p-8" />;

interface Start {
  draft: Draft | null;
  base: Base | null;
}

const FROM_RECORD: Start = { draft: null, base: null };

/** A draft that changes nothing, as one that was saved but not dropped. */
function idle(draft: Draft | null, base: Base | null, record: Record): boolean {
  return draft !== null && same(fromDraft(draft), base?.values ?? fromRecord(record));
}

function Existing({ id }: { id: string }) {
  const [times, setTimes] = useState(0);
  const [start, setStart] = useState<Start | null>(null);
  const record = useQuery(recordQuery(id));
  const draft = useDraftOf(id);
  const base = useBaseOf(record.data, draft);
  // Once only: an editor that is open doesn't go away because the record is read again.
  if (!start && record.data && draft !== undefined && base !== undefined)
    setStart(idle(draft, base, record.data) ? FROM_RECORD : { draft, base });
  const leftOver = start === FROM_RECORD ? draft : null;
  useEffect(() => {
    if (leftOver) void discardDraft(leftOver.id).catch(() => undefined);
  }, [leftOver]);
  if (record.isError && !record.data) return <Failed error={record.error} retry={() => void record.refetch()} />;
  if (!record.data || !start) return <Waiting />;
  if (record.data.signedAt) return <SignedRecord record={record.data} draft={draft ?? null} />;
  const again = () => {
    setStart(FROM_RECORD);
    setTimes(times + 1);
  };
  return <RecordEditor key={times} record={record.data} patient={record.data.patient} {...start} again={again} />;
}

/** Where the record has changed since the draft began: what it began with, which tells whose changes are whose.
 * Null where the draft is up to date; undefined while it isn't known. */
function useBaseOf(record: Record | undefined, draft: Draft | null | undefined): Base | null | undefined {
  const overtaken = Boolean(record && draft && draft.recordVersion !== record.version);
  const versions = useQuery({ ...versionsQuery(record?.id ?? ""), enabled: overtaken });
  if (!overtaken) return null;
  if (versions.isPending) return undefined;
  const begun = versions.data?.find((each) => each.version === draft?.recordVersion);
  return begun ? { values: fromRecord(begun.record), version: begun.version } : null;
}

export function New() {
  const [params] = useSearchParams();
  const patientId = params.get("patient") ?? "";
  const patient = useQuery({ ...patients.one(patientId), enabled: patientId !== "" });
  const draft = useDraftOf(patientId);
  if (patientId && (patient.isPending || draft === undefined)) return <Waiting />;
  if (patient.isError && !patient.data) return <Failed error={patient.error} retry={() => void patient.refetch()} />;
  return <RecordEditor key={patientId} patient={patient.data} draft={draft ?? null} base={null} />;
}

/** Undefined while it isn't known yet; where it can't be had, one writes without. */
function useDraftOf(subject: string): Draft | null | undefined {
  const mayWrite = useMay("records:write");
  const draft = useQuery({ ...draftQuery(subject), enabled: mayWrite && subject !== "" });
  if (!mayWrite || draft.isError) return null;
  return draft.isFetchedAfterMount ? draft.data : undefined;
}
