import { describe, expect, it } from "vitest";
import { en } from "@/i18n/en";
import { hasCome, isUnderWay, type Stage, stateText, type Status } from "./state";

const at = (stage: Stage, status: Status = stage === "done" ? "completed" : "scheduled") => ({ stage, status });
const said = (stage: Stage, status?: Status) => stateText(en, at(stage, status));

describe("how far a visit is", () => {
  it("is its stage, and not that it was booked once", () => {
    expect(said("booked")).toBe("Booked");
    expect(said("withVet")).toBe("With the vet");
    expect(said("done")).toBe("Done");
  });
  it("is why nobody comes, whatever stage it had", () => {
    expect(said("booked", "cancelled")).toBe("Cancelled");
    expect(said("arrived", "no-show")).toBe("No-show");
  });
  it("has a record from arrival on", () => {
    const stages: Stage[] = ["booked", "arrived", "withVet", "toPay", "done"];
    expect(stages.filter((stage) => hasCome(at(stage)))).toEqual(["arrived", "withVet", "toPay", "done"]);
    expect(stages.filter((stage) => isUnderWay(at(stage)))).toEqual(["arrived", "withVet", "toPay"]);
    expect(hasCome(at("arrived", "cancelled"))).toBe(false);
  });
});
