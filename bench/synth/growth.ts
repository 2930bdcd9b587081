import { App } from "cdktf";
import { loadSettings } from "../../config/load-settings";
import { growSystems } from "./grown-systems";

/** `growth.cjs <resources> <stacks>`: writes made-up systems of that size, as `main.ts` writes the real ones. */
const [resources, stacks] = process.argv.slice(2).map(Number);
const app = new App({ stackTraces: false });
growSystems(app, loadSettings({}), { resources: Number(resources), stacks: Number(stacks) });
app.synth();
