import type { QueryName } from "@/api/kinds";
import { refreshAll } from "@/api/queries";
import type { Texts } from "@/i18n/en";
import { problemText } from "./problemText";
import { toast } from "./toast";

interface Archiving {
  texts: Texts;
  remove: () => Promise<unknown>;
  restore: () => Promise<unknown>;
  /** Names of the queries that show it. */
  names: readonly QueryName[];
  done: string;
}

/** No question before, but a way back after. Answers whether it was done. */
export async function archive({ texts, remove, restore, names, done }: Archiving): Promise<boolean> {
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      await refreshAll(...names);
      return true;
    } catch (error) {
      toast(problemText(texts, error), { failed: true });
      return false;
    }
  };
  const gone = await attempt(remove);
  if (gone) toast(done, { undo: () => void attempt(restore) });
  return gone;
}
