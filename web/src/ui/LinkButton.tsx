import { Link, type LinkProps } from "react-router";
import { type ButtonLook, buttonLook } from "./Button";
import { cx } from "./cx";

export function LinkButton({ look, small, icon, className, children, ...rest }: ButtonLook & LinkProps) {
  return (
    <Link {...rest} className={cx(buttonLook(look, small), className)}>
      {icon}
      {children}
    </Link>
  );
}
