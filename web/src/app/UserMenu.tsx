import { CircleUserRound } from "lucide-react";
import { useNavigate } from "react-router";
import { signOut } from "@/api/session";
import type { User } from "@/api/types";
import { fullName } from "@/i18n/format";
import { setLanguage, useLanguage, useTexts } from "@/i18n/language";
import { Menu, MenuItem, MenuLine, MenuText } from "@/ui/Menu";
import { setTheme, type Theme, useTheme } from "./theme";

const THEMES: Theme[] = ["light", "dark", "system"];

export function UserMenu({ user, onShortcuts }: { user: User; onShortcuts: () => void }) {
  const t = useTexts();
  const language = useLanguage();
  const theme = useTheme();
  const navigate = useNavigate();
  return (
    <>
      <button
        type="button"
        lang={language === "en" ? "ko" : "en"}
        onClick={() => setLanguage(language === "en" ? "ko" : "en")}
        className="button min-h-9 rounded-lg px-2.5 text-sm font-medium whitespace-nowrap text-muted hover:bg-hover hover:text-ink"
      >
        {language === "en" ? "한국어" : "English"}
      </button>
      <Menu label={t.auth.account} trigger={<CircleUserRound size={20} aria-hidden />}>
        <MenuText>
          <span className="block font-medium text-ink">{fullName(user)}</span>
          {user.roles.map((role) => t.users.role[role]).join(", ")}
        </MenuText>
        <MenuLine />
        {THEMES.map((each) => (
          <MenuItem key={each} checked={each === theme} onClick={() => setTheme(each)}>
            {t.settings[each]}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem onClick={() => void navigate("/settings")}>{t.settings.account}</MenuItem>
        <MenuItem onClick={onShortcuts}>{t.keys.title}</MenuItem>
        <MenuLine />
        <MenuItem onClick={() => void signOut()}>{t.auth.out}</MenuItem>
      </Menu>
    </>
  );
}
