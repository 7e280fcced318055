import { Problem } from "@/api/problem";
import { Failed } from "@/ui/states";

export const Missing = () => <Failed error={new Problem(404)} />;
