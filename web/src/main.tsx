import "./styles.css";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { resume } from "@/api/session";
import { followActions } from "@/api/trace";
import { Start } from "@/shell/Start";

followActions();
void resume();

// As a transition: drawn in pieces, between which the page answers.
startTransition(() =>
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <Start />
    </StrictMode>,
  ),
);

// Not before the first paint: only what is drawn in Korean fetches a part of the font.
void import("./korean.css");
