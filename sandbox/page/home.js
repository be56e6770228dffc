/** The App Home of the chosen person. */

import { complaint } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { directory } from "./directory.js";
import { append, fill, h } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { toast, tried } from "./toast.js";
import { ViewScope } from "./viewscope.js";

export class Home {
  #workspace;
  #root;
  #drawn = "";
  #scope = null;

  constructor(workspace, root) {
    this.#workspace = workspace;
    this.#root = root;
  }

  /** Show a home view; null when the app has published none yet. */
  show(view) {
    const drawn = JSON.stringify([view, directory.revision, this.#workspace.api.id]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    if (view === null) {
      fill(
        this.#root,
        h("p", { class: "empty" }, `${directory.appName} has not published a Home for this person yet.`),
      );
      return;
    }
    if (this.#scope?.view.id !== view.id) this.#scope = new ViewScope((body) => this.#click(body));
    this.#scope.view = view;
    this.#root.dataset.viewId = view.id;
    keepingFocus(this.#root, () =>
      append(fill(this.#root), h("div", { class: "home-body" }, renderBlocks(view.blocks, this.#scope))),
    );
  }

  async #click(body) {
    const answer = await tried(this.#workspace.api.click(body), "Action refused");
    const trouble = answer && complaint(answer.status, "This action");
    if (trouble) toast(trouble);
    await this.#workspace.refresh("view", "channels");
  }
}
