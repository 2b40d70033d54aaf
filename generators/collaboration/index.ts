/** What a change has to pass and who is asked: pull requests, owners of files, reports of vulnerabilities. */
import { contribute, template, type Generator } from '../../src/kit.js';
import { ownersView } from './owners.js';
import { pullRequestView, securityView } from './views.js';

export const collaboration: Generator = {
  name: 'collaboration',
  description: 'SECURITY.md, CODEOWNERS and the template of pull requests',
  contribute: () => [contribute('document', 'security', { path: 'SECURITY.md', title: 'Security', why: 'how to report a vulnerability, and how soon it is mended' }, 205)],
  plan: ({ project }) => [
    template('SECURITY.md', 'SECURITY.md.hbs', securityView(project), { rules: ['VULN-02', 'VULN-03', 'VULN-04', 'GOV-12', 'GOV-13'] }),
    template('.github/CODEOWNERS', 'CODEOWNERS.hbs', ownersView(project), { rules: ['REV-01', 'REV-03'] }),
    template('.github/PULL_REQUEST_TEMPLATE.md', 'PULL_REQUEST_TEMPLATE.md.hbs', pullRequestView(project), { rules: ['PR-01', 'PR-02', 'PR-03', 'PR-04', 'PR-05', 'REV-04'] }),
  ],
};
