import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { queryClient } from "@/api/queries";
import { Enrol } from "@/features/auth/Enrol";
import { useTexts } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { Card } from "@/ui/Page";
import { Failed, Loading } from "@/ui/states";

const again = () => void queryClient.invalidateQueries({ queryKey: ["second_factor"] });

export function SecondFactor() {
  const t = useTexts();
  const state = useQuery({ queryKey: ["second_factor"], queryFn: () => body(api.GET("/auth/second-factor")) });
  return (
    <Card title={t.auth.factor}>
      {state.isPending && <Loading rows={2} />}
      {state.isError && <Failed error={state.error} retry={() => void state.refetch()} />}
      {state.data && (
        <div className="space-y-4 p-4">
          <p>
            {state.data.enabled
              ? `${t.auth.factorOn} ${t.auth.factorLeft(state.data.recoveryCodesLeft)}`
              : t.auth.factorOff}{" "}
            {state.data.required && t.identity.factorRequired}
          </p>
          {state.data.enabled ? (
            !state.data.required && <Remove />
          ) : (
            <Enrol
              password
              start={(password) => body(api.POST("/auth/second-factor", { body: { password } }))}
              confirm={(code) => body(api.POST("/auth/second-factor/confirm", { body: { code } }))}
              onDone={again}
            />
          )}
        </div>
      )}
    </Card>
  );
}

function Remove() {
  const t = useTexts();
  const form = useForm({
    initial: { password: "", code: "" },
    atMostOnce: true,
    save: (proof) => body(api.POST("/auth/second-factor/remove", { body: proof })),
    saved: again,
  });
  return (
    <form onSubmit={form.submit} className="space-y-4" noValidate>
      <TextField label={t.auth.password} type="password" autoComplete="current-password" {...form.bind("password")} />
      <TextField label={t.auth.code} autoComplete="one-time-code" {...form.bind("code")} />
      <Button type="submit" disabled={form.busy}>
        {t.auth.removeFactor}
      </Button>
    </form>
  );
}
