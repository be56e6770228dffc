/** The App Home of the acting person. */

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";

import type { Acting } from "../api";
import { appInfo, me, toast, view } from "../state/store";
import type { View } from "../types";
import { Blocks } from "./blocks/Blocks";
import { viewScope, ViewState } from "./viewscope";

function Published({ home, acting }: { home: View; acting: Acting }): VNode {
  const state = useMemo(() => new ViewState(acting), [acting, home.id]);
  const scope = useMemo(() => viewScope(home, state, (text) => text && toast(text), "view", "channels"), [home, state]);
  return (
    <div class="home-body" data-view-id={home.id}>
      <Blocks blocks={home.blocks} scope={scope} />
    </div>
  );
}

export function HomeBody(): VNode {
  const { home } = view.value;
  if (home === null || me.value === null)
    return <p class="empty home-empty">{appInfo.value?.name ?? "The app"} has not published a Home for this person yet.</p>;
  return <Published key={home.id} home={home} acting={me.value} />;
}
