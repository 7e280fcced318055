import type { Clinic } from "@/api/types";
import { useClinic } from "@/i18n/clinic";
import { queryClient } from "@/api/queries";
import { useTexts } from "@/i18n/language";
import { asFraction, asPercent } from "@/typed/number";
import { type Reader, read } from "@/typed/reader";
import { Button } from "@/ui/Button";
import { Check, Select, TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { FormState } from "@/ui/FormState";
import { Card } from "@/ui/Page";
import { toast } from "@/ui/toast";
import { saveClinic } from "./calls";
import { Frame } from "./Frame";
import { ROLES } from "./UserForm";

const fromClinic = (object: unknown) => {
  const { name, timeZone, taxRate, taxInclusive, weightUnit, secondFactorRoles } = object as Clinic;
  return {
    name,
    timeZone,
    taxRate: asPercent(taxRate),
    taxInclusive,
    weightUnit,
    secondFactorRoles: secondFactorRoles ?? [],
  };
};
type Values = ReturnType<typeof fromClinic>;
const PERCENT_DECIMALS = 4;

function toClinic({ taxRate, name, ...rest }: Values, reader: Reader) {
  reader.needed("taxRate", taxRate, PERCENT_DECIMALS);
  return { ...rest, name: reader.name("name", name), taxRate: asFraction(taxRate) };
}

export function Screen() {
  return (
    <Frame page="clinic">
      <ClinicForm />
    </Frame>
  );
}

function ClinicForm() {
  const t = useTexts();
  const clinic = useClinic();
  const form = useForm({
    initial: fromClinic(clinic),
    version: clinic.version,
    valuesOf: fromClinic,
    id: clinic.id,
    stays: true,
    save: (values: Values, { version }) =>
      saveClinic(
        read((reader) => toClinic(values, reader)),
        version,
      ),
    saved: (saved: Clinic, sent) => {
      toast(t.clinic.saved);
      queryClient.setQueryData(["clinic"], saved);
      form.rebase(sent, fromClinic(saved), saved.version);
    },
  });
  return (
    <Card className="max-w-xl p-4">
      <form onSubmit={form.submit} className="grid gap-4 sm:grid-cols-2" noValidate>
        <TextField label={t.clinic.name} {...form.bind("name")} required className="sm:col-span-2" />
        <TextField
          label={t.clinic.zone}
          choices={Intl.supportedValuesOf("timeZone")}
          {...form.bind("timeZone")}
          required
        />
        <TextField label={t.clinic.currency} value={clinic.currency} readOnly hint={t.clinic.currencyHint} />
        <TextField label={t.clinic.rate} inputMode="decimal" {...form.bind("taxRate")} required />
        <div className="self-end">
          <Check
            label={t.clinic.inclusive}
            checked={form.values.taxInclusive}
            onChange={(on) => form.set("taxInclusive", on)}
          />
        </div>
        <Select
          label={t.clinic.weightUnit}
          value={form.values.weightUnit}
          onChange={(unit) => form.set("weightUnit", unit === "kg" ? "kg" : "lbs")}
          options={[
            ["kg", "kg"],
            ["lbs", "lbs"],
          ]}
        />
        <fieldset className="sm:col-span-2">
          <legend className="text-sm font-medium">{t.identity.factorRoles}</legend>
          <div className="flex flex-wrap gap-x-5">
            {ROLES.map((role) => (
              <Check
                key={role}
                label={t.users.role[role]}
                checked={form.values.secondFactorRoles.includes(role)}
                onChange={(on) =>
                  form.set(
                    "secondFactorRoles",
                    ROLES.filter((each) => (each === role ? on : form.values.secondFactorRoles.includes(each))),
                  )
                }
              />
            ))}
          </div>
        </fieldset>
        <div className="sm:col-span-2">
          <Button type="submit" look="primary" disabled={(form.busy && !form.waiting) || !form.dirty}>
            {t.act.save}
          </Button>
        </div>
      </form>
      <FormState
        form={form}
        labels={{
          name: t.clinic.name,
          timeZone: t.clinic.zone,
          taxRate: t.clinic.rate,
          taxInclusive: t.clinic.inclusive,
          weightUnit: t.clinic.weightUnit,
          secondFactorRoles: t.identity.factorRoles,
        }}
      />
    </Card>
  );
}
