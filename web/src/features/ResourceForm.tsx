import type { Resource, Thing } from "@/app/resource";
import { refreshShown } from "@/app/shown";
import { useClinic } from "@/i18n/clinic";
import { useTexts } from "@/i18n/language";
import { digitsOf } from "@/typed/number";
import { read } from "@/typed/reader";
import { EditDialog } from "@/ui/EditDialog";
import { type Fields, sentOf, type ValuesOf, valuesOf } from "@/ui/fields";
import { useForm } from "@/ui/form";
import { toast } from "@/ui/toast";

export interface ResourceFormProps<T extends Thing, F extends Fields> {
  of: Pick<Resource<T, F>, "kind" | "words" | "fields" | "save">;
  /** None: a new one. */
  current?: T | undefined;
  /** What is sent beside the fields: whose a new one is. */
  given?: object | undefined;
  /** What a new one's fields say already. */
  begin?: object | undefined;
  /** Names what is typed, to keep it in this browser. */
  keep?: string;
  onClose: () => void;
  onSaved?: ((saved: T) => void) | undefined;
}

/** What EditDialog takes of a plain resource. */
export function useResourceForm<T extends Thing, F extends Fields>(props: ResourceFormProps<T, F>) {
  const { of, current, begin, onClose } = props;
  const t = useTexts();
  const digits = digitsOf(useClinic().currency);
  const fields = of.fields(t);
  const words = of.words(t);
  const form = useForm<ValuesOf<F>, T>({
    initial: valuesOf(fields, current),
    typed: begin && valuesOf(fields, begin),
    id: current?.id,
    version: current?.version ?? 0,
    valuesOf: (object) => valuesOf(fields, object),
    keep: props.keep,
    save: (values, to) => {
      const sent = read((reader) => ({ ...props.given, ...sentOf(fields, values, reader, digits) }));
      return of.save(to, sent as never);
    },
    saved: (saved) => {
      toast(words.saved);
      void refreshShown(of.kind);
      onClose();
      props.onSaved?.(saved);
    },
  });
  return { title: current ? words.edit : words.new, form, fields, onClose };
}

/** The dialog that adds or changes one. */
export function ResourceForm<T extends Thing, F extends Fields>({
  wide = false,
  ...props
}: ResourceFormProps<T, F> & { wide?: boolean }) {
  return <EditDialog {...useResourceForm(props)} wide={wide} />;
}
