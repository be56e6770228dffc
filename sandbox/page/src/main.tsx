import { render } from "preact";

import { App } from "./shell/App";
import { start } from "./state/store";

render(<App />, document.body);
void start();
