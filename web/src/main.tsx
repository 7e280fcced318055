import "./styles.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { startTransition, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { resume } from "./api/session";
import { followActions } from "./api/trace";
import { queryClient } from "./app/queries";
import { router } from "./app/router";
import { Toasts } from "./ui/toast";

followActions();
void resume();

// As a transition: drawn in pieces, between which the page answers.
startTransition(() =>
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  ),
);
