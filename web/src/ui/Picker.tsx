import * as Ariakit from "@ariakit/react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useTexts } from "@/i18n/language";
import { Field, type FieldProps } from "./Field";
import { useEnterWhenFresh } from "./useEnterWhenFresh";

export interface Choice<T> {
  key: string;
  title: string;
  detail?: string;
  value: T;
}

interface PickerProps<T> extends FieldProps {
  /** What is chosen now, as text. */
  text: string;
  placeholder: string;
  /** Names the choices in the cache. */
  kind: string;
  find: (query: string) => Promise<Choice<T>[]>;
  onPick: (value: T) => void;
  /** With it, what was typed counts even where it is none of the choices. */
  onType?: (text: string) => void;
  disabled?: boolean;
  required?: boolean;
  autoFocus?: boolean;
  icon?: ReactNode;
}

/** A text box that looks choices up while one types. */
export function Picker<T>(props: PickerProps<T>) {
  const t = useTexts();
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [detail, setDetail] = useState<string | undefined>();
  const query = useDeferredValue(typed ?? "");
  const found = useQuery({
    queryKey: ["pick", props.kind, query],
    queryFn: () => props.find(query),
    enabled: open,
    placeholderData: (before) => before,
  });
  const choices = found.data ?? [];
  // What is listed answers an earlier text until this one's answer is there.
  const isFresh = found.isSuccess && !found.isPlaceholderData && query === (typed ?? "");

  const pick = (choice: Choice<T> | undefined) => {
    setTyped(null);
    setOpen(false);
    setDetail(choice?.detail);
    if (choice) props.onPick(choice.value);
  };
  const entered = useEnterWhenFresh({
    text: typed,
    open,
    isFresh,
    takeFirst: () => choices[0] && pick(choices[0]),
  });
  const type = (text: string) => {
    setTyped(text);
    setDetail(undefined);
    entered.cancel();
    props.onType?.(text);
  };

  return (
    <Ariakit.ComboboxProvider
      open={open}
      setOpen={setOpen}
      value={typed ?? props.text}
      setValue={type}
      selectedValue=""
      setSelectedValue={(key) => typeof key === "string" && key && pick(choices.find((each) => each.key === key))}
      resetValueOnSelect={false}
    >
      <Field
        label={props.label}
        error={props.error}
        hint={props.hint ?? detail}
        className={props.className}
        required={props.required}
      >
        {(wiring) => (
          <Ariakit.Combobox
            {...wiring}
            className="field"
            autoSelect
            placeholder={props.placeholder}
            disabled={props.disabled}
            autoFocus={props.autoFocus}
            onFocus={(event) => event.currentTarget.select()}
            onKeyDown={entered.onKeyDown}
            onBlur={() => !props.onType && !entered.waits && setTyped(null)}
            setValueOnChange
          />
        )}
      </Field>
      <Ariakit.ComboboxPopover
        portal
        gutter={4}
        sameWidth
        unmountOnHide
        className="z-60 max-h-72 min-w-72 overflow-y-auto rounded-xl border border-line bg-raised p-1 text-ink shadow-raised"
      >
        {choices.map((choice) => (
          <Ariakit.ComboboxItem
            key={choice.key}
            value={choice.key}
            setValueOnClick={false}
            className="flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded-lg px-3 py-1 data-active-item:bg-hover"
          >
            <span className="min-w-0 truncate">{choice.title}</span>
            {choice.detail && <span className="max-w-3/5 shrink-0 truncate text-sm text-muted">{choice.detail}</span>}
          </Ariakit.ComboboxItem>
        ))}
        {!choices.length && (
          <p className="px-3 py-2 text-sm text-muted">{found.isFetching ? t.app.loading : t.palette.nothing}</p>
        )}
      </Ariakit.ComboboxPopover>
    </Ariakit.ComboboxProvider>
  );
}
