/** A person's or app's square: the letters of the name on a colour of its own. */

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase() || "?";

const hue = (name: string): number => [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)!) % 360, 7);

export function Avatar({ name, app = false, icon = null }: { name: string; app?: boolean; icon?: string | null }) {
  return (
    <span class={app ? "avatar avatar-app" : "avatar"} style={{ "--hue": hue(name) }} aria-hidden="true">
      {icon ?? initials(name)}
    </span>
  );
}
