/** A cluster on a developer's machine, and the loop that keeps it up to date with the sources. */
import { copy, data, template, type JsonObject, type PlannedFile, type Project, type Workload } from '../../src/kit.js';
import { objectName } from './names.js';

export function minikube(project: Project): readonly PlannedFile[] {
  const { workloads, environments } = project.deployment;
  const production = environments.find(({ production: yes }) => yes);
  const version = (production?.kubernetes ?? '').split('.');
  const web = workloads.find(({ kind }) => kind === 'web');
  const settings = {
    name: project.name,
    kubernetes: version.length === 2 ? `v${version.join('.')}.0` : `v${version.join('.')}`,
    web: web?.name ?? '',
    workloads: workloads.map(({ name, database }) => ({ secret: objectName(project.name, name), database })),
  };
  return [
    template('deploy/minikube/settings.sh', 'minikube/settings.sh.hbs', settings, { rules: ['MINI-01', 'MINI-02', 'MINI-03'] }),
    copy('deploy/minikube/up.sh', 'minikube/up.sh', { executable: true, rules: ['MINI-01', 'MINI-02', 'MINI-03', 'MINI-06'] }),
    copy('deploy/minikube/dev.sh', 'minikube/dev.sh', { executable: true, rules: ['MINI-04'] }),
    copy('deploy/minikube/postgres.yaml', 'minikube/postgres.yaml'),
    data('deploy/minikube/values.yaml', localValues(project), { header: 'Values of the chart on a developer\'s machine.' }),
    data('skaffold.yaml', skaffold(project), { rules: ['MINI-04', 'MINI-05'] }),
    copy('make/cluster.mk', 'minikube/cluster.mk'),
  ];
}

function localValues({ services, deployment: { workloads } }: Project): JsonObject {
  return {
    environment: 'local',
    relaxed: true,
    image: { pullPolicy: 'IfNotPresent' },
    secrets: { external: false },
    ingress: { enabled: false },
    monitoring: { enabled: false },
    quota: { enabled: false },
    workloads: Object.fromEntries(workloads.map((workload) => {
      const service = services.find(({ name }) => workload.kind === 'service' && name === workload.name);
      const reload = service === undefined ? { url: 'http://localhost:3000' } : { hotReload: true, command: reloading(service.package) };
      return [workload.name, { replicas: { min: 1, max: 1 }, ...reload }];
    })),
  };
}

function reloading(package_: string): readonly string[] {
  return ['python', '-m', 'uvicorn', '--factory', `${package_}.main:create_app`, '--host', '0.0.0.0', '--port', '8000', '--reload', '--reload-dir', '/app'];
}

/** Changed sources of services go straight into their containers; what else changes is built and deployed again. */
function skaffold(project: Project): JsonObject {
  const { workloads } = project.deployment;
  return {
    apiVersion: 'skaffold/v4beta13',
    kind: 'Config',
    metadata: { name: project.name },
    build: { local: { push: false, useBuildkit: true }, tagPolicy: { inputDigest: {} }, artifacts: workloads.map(artifact) },
    deploy: {
      kubeContext: project.name,
      helm: {
        releases: [{
          name: project.name,
          chartPath: 'chart',
          namespace: 'dev',
          valuesFiles: ['deploy/minikube/values.yaml', '.local/minikube.yaml'],
          wait: true,
          setValueTemplates: Object.fromEntries(workloads.map(({ name, image }) => [`workloads.${name}.reference`, `{{.IMAGE_FULLY_QUALIFIED_${image.replaceAll('-', '_')}}}`])),
        }],
      },
    },
    portForward: workloads.map(({ name, port }, index) => ({ resourceType: 'service', resourceName: objectName(project.name, name), namespace: 'dev', port, localPort: port === 3000 ? 3000 : 8101 + index })),
  };
}

function artifact({ kind, image, folder }: Workload): JsonObject {
  if (kind === 'web') return { image, context: folder, docker: { dockerfile: 'Dockerfile' } };
  return {
    image,
    context: '.',
    docker: { dockerfile: `${folder}/Dockerfile` },
    sync: { manual: [{ src: `${folder}/src/**/*.py`, dest: '/app', strip: `${folder}/src/` }, { src: 'libs/servicekit/src/**/*.py', dest: '/app', strip: 'libs/servicekit/src/' }] },
  };
}
