/** A clinic of the test's own, for settings that would be in the way of other tests. */
import { execFileSync } from "node:child_process";
import { PASSWORD, unique } from "./kit";

export interface OwnClinic {
  admin: string;
  /** The address of another user of it. */
  address: (role: string) => string;
}

export function ownClinic(timeZone = "America/New_York", currency = "USD"): OwnClinic {
  const domain = `${unique("clinic")}.example`;
  const admin = `admin@${domain}`;
  const options = {
    name: domain,
    "time-zone": timeZone,
    currency,
    "tax-rate": "0",
    "admin-username": admin,
    "admin-email": admin,
    "first-name": "Ada",
    "last-name": "Min",
  };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const command = ["-m", "deploy.local.command", "services.auth.register_clinic", ...words, "--password-stdin"];
  execFileSync(".venv/bin/python", command, {
    cwd: "..",
    input: `${PASSWORD}\n`,
    env: { ...process.env, VETCHART_VAR: process.env.E2E_VAR },
  });
  return { admin, address: (role) => `${role}@${domain}` };
}
