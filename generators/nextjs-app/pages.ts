/** What people see: layout, pages, components, words, and the tests in a browser. */
import { copy, text, type PlannedFile, type Project } from '../../src/kit.js';
import { icon } from './icon.js';
import { appTitle } from './title.js';

const APP = [
  'globals.css', 'layout.tsx', 'not-found.tsx', 'global-error.tsx',
  '(app)/layout.tsx', '(app)/page.tsx', '(app)/error.tsx', '(app)/not-found.tsx',
  '(app)/services/[service]/[resource]/page.tsx',
  '(app)/services/[service]/[resource]/new/page.tsx',
  '(app)/services/[service]/[resource]/items/[key]/page.tsx',
  '(app)/services/[service]/[resource]/items/[key]/edit/page.tsx',
  '(app)/actions/[service]/[action]/page.tsx',
];

const COMPONENTS = ['button', 'field-value', 'icon', 'instant', 'page-header', 'problem-state', 'skeleton', 'state'];

const FEATURES = [
  'catalogue.ts', 'navigation.ts',
  'shell/shell.tsx', 'shell/providers.tsx', 'shell/notices.tsx', 'shell/offline.tsx', 'shell/navigation-list.tsx', 'shell/drawer.tsx', 'shell/user-menu.tsx', 'shell/theme-choice.tsx',
  'home/service-section.tsx', 'home/resource-card.tsx',
  'list/state.ts', 'list/columns.ts', 'list/prefetch.ts', 'list/resource-list.tsx', 'list/record-table.tsx', 'list/pages.tsx', 'list/filters.tsx', 'list/scope-form.tsx', 'list/find-form.tsx', 'list/unlisted.tsx',
  'fields/control.ts', 'fields/field-control.tsx', 'fields/field-row.tsx', 'fields/json-control.tsx', 'fields/moment-control.tsx', 'fields/reference-picker.tsx',
  'form/collect.ts', 'form/problems.ts', 'form/use-draft-form.ts', 'form/form-fields.tsx', 'form/form-failure.tsx', 'form/read-only-fields.tsx', 'form/record-form.tsx', 'form/conflict-dialog.tsx',
  'record/load.ts', 'record/record-detail.tsx', 'record/delete-record.tsx', 'record/delete-dialog.tsx',
  'action/request.ts', 'action/action-form.tsx', 'action/action-answer.tsx',
];

const LIB = [
  'access.ts', 'addresses.ts', 'drafts.ts', 'gateway.ts', 'http.ts', 'json-schema.ts', 'labels.ts', 'list.ts', 'numbers.ts', 'online.ts', 'query-client.ts', 'record.ts',
  'rules.ts', 'schema-issue.ts', 'store.tsx', 'theme.ts', 'use-labels.ts', 'words.ts', 'zone.ts',
];

const BROWSER = [
  'support/app.ts', 'support/form.ts', 'support/pages.ts', 'support/pattern.ts', 'support/service.ts', 'support/values.ts',
  'accessibility.test.ts', 'contact-sheet.test.ts', 'journeys.test.ts', 'keyboard.test.ts', 'states.test.ts',
];

const TESTS = [
  'app/pages.test.tsx', 'features/action/action.test.tsx', 'features/form/form.test.tsx', 'features/list/list.test.tsx', 'features/record/record.test.tsx',
  'features/shell/shell.test.tsx', 'lib/json-schema.test.ts', 'lib/lib.test.ts', 'testing/contract.ts', 'testing/render.tsx', 'testing/service.ts',
];

export function pages(project: Project): readonly PlannedFile[] {
  const paths = [
    ...APP.map((path) => `app/${path}`),
    ...COMPONENTS.map((name) => `components/${name}.tsx`),
    ...FEATURES.map((path) => `features/${path}`),
    ...LIB.map((path) => `lib/${path}`),
    'messages/en.ts',
    ...TESTS,
  ];
  return [
    ...paths.map((path) => copy(`web/src/${path}`, `src/${path}`)),
    text('web/src/app/icon.svg', icon(appTitle(project))),
    copy('web/vitest.browser.config.ts', 'vitest.browser.config.ts'),
    ...BROWSER.map((path) => copy(`web/tests/browser/${path}`, `tests/browser/${path}`)),
  ];
}
