import { Link } from "react-router";
import type { SearchResult } from "@/api/types";
import { useTexts } from "@/i18n/language";

/** Says who is there already with a phone number; families share one, so it can be saved all the same. */
export function SamePhone({ owners }: { owners: SearchResult[] }) {
  const t = useTexts();
  if (!owners.length) return null;
  return (
    <p role="status" className="text-sm text-warn sm:col-span-2">
      {t.owner.samePhone}{" "}
      {owners.map((owner, index) => (
        <span key={owner.id}>
          {index > 0 && ", "}
          <Link className="font-medium underline" to={`/owners/${owner.id}`}>
            {owner.title}
          </Link>
        </span>
      ))}
    </p>
  );
}
