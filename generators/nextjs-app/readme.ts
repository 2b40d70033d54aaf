/** The README's section about the web app. */
import type { Project, SlotTypes } from '../../src/kit.js';

export function readme(_project: Project): SlotTypes['readme'] {
  return { title: 'The web app', body: BODY };
}

const BODY = `\`make dev\` serves it at <http://127.0.0.1:3000> and prints the test users; choose one on the sign-in page, there are no
passwords. It needs Node 20.19 or newer (\`web/.nvmrc\` names the version that the image has). Browsers keep its cookies on
this machine without TLS; Safari does not, so use another one here. It lies under \`web/\`;
[docs/web-app.md](docs/web-app.md) says how it is made and what it is told by its environment.`;
