export interface Fact {
  label: string;
  value: string;
  hint?: string;
}

/** The figures that are asked for most, at a glance. */
export function Numbers({ facts }: { facts: Fact[] }) {
  return (
    <dl className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      {facts.map(({ label, value, hint }) => (
        <div key={label} className="card px-4 py-3">
          <dt className="text-sm text-muted">{label}</dt>
          <dd>
            <span className="nums text-xl font-semibold">{value}</span>
            {hint && <span className="block text-xs text-muted">{hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
