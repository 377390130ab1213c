/** The answer to a request that is no document: what a shipper asks before it begins to send. */
export interface ProbeReply {
  status: number;
  /** JSON, or plain text for `_cat`. */
  body: unknown;
}

/** For clients that do not say their version. */
const defaultVersion = '8.19.0';

/** Beats refuse a server that is older than they are: theirs is the version that they get told. */
const ownVersion = /(?:beat|logstash|elastic-agent|apm-server)\/(\d{1,2}\.\d{1,3}\.\d{1,3})/i;

const ok = (body: unknown): ProbeReply => ({ status: 200, body });
const acknowledged = ok({ acknowledged: true });

/** @returns what `GET /` tells of the server */
export function serverInfo(userAgent: string | undefined): object {
  return {
    name: 'grundwacht',
    cluster_name: 'grundwacht',
    cluster_uuid: 'grundwacht-grundwacht0',
    version: {
      number: ownVersion.exec(userAgent ?? '')?.[1] ?? defaultVersion,
      build_flavor: 'default',
      build_type: 'tar',
      build_hash: '0000000000000000000000000000000000000000',
      build_date: '2025-01-01T00:00:00.000Z',
      build_snapshot: false,
      lucene_version: '9.12.0',
      minimum_wire_compatibility_version: '7.17.0',
      minimum_index_compatibility_version: '7.0.0',
    },
    tagline: 'You Know, for Search',
  };
}

const license = {
  license: {
    status: 'active',
    uid: '00000000-0000-0000-0000-000000000000',
    type: 'basic',
    issue_date: '2025-01-01T00:00:00.000Z',
    issue_date_in_millis: 1_735_689_600_000,
    max_nodes: 1000,
    issued_to: 'grundwacht',
    issuer: 'grundwacht',
    start_date_in_millis: -1,
  },
};
const xpack = {
  build: { hash: '0', date: '2025-01-01T00:00:00.000Z' },
  license: { uid: license.license.uid, type: 'basic', mode: 'basic', status: 'active' },
  features: {
    data_streams: { available: true, enabled: true },
    ilm: { available: true, enabled: true },
    monitoring: { available: true, enabled: false },
    security: { available: true, enabled: true },
  },
  tagline: 'You know, for X',
};
const health = {
  cluster_name: 'grundwacht',
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
  active_primary_shards: 1,
  active_shards: 1,
  unassigned_shards: 0,
  active_shards_percent_as_number: 100,
};
/** No address: a client that looks for further nodes keeps the one that it was given. */
const nodes = { _nodes: { total: 0, successful: 0, failed: 0 }, cluster_name: 'grundwacht', nodes: {} };

/** What exists by the first part of the path; shippers set up what they do not find, and everything is found. */
const families: Record<string, (name: string) => ProbeReply> = {
  _license: () => ok(license),
  _xpack: () => ok(xpack),
  _nodes: () => ok(nodes),
  _cluster: (name) => (name === 'health' ? ok(health) : ok({ persistent: {}, transient: {}, defaults: {} })),
  _cat: (name) => ok(name === 'health' ? '0 00:00:00 grundwacht green 1 1 1 1 0 0 0 0 - 100.0%\n' : ''),
  _index_template: (name) => ok({ index_templates: [{ name, index_template: templateOf(name) }] }),
  _component_template: (name) =>
    ok({ component_templates: [{ name, component_template: { template: {} } }] }),
  _template: (name) => ok({ [name]: { index_patterns: [`${name}*`], mappings: {}, aliases: {} } }),
  _data_stream: (name) => ok({ data_streams: [{ name, status: 'GREEN', template: name }] }),
  _ilm: (name) => ok(name === 'status' ? { operation_mode: 'RUNNING' } : policyOf(name)),
  _ingest: (name) => ok({ [name]: { processors: [] } }),
  _alias: (name) => ok({ [name]: { aliases: { [name]: { is_write_index: true } } } }),
  _security: () =>
    ok({ has_all_requested: true, username: 'grundwacht', application: {}, cluster: {}, index: {} }),
};
const templateOf = (name: string) => ({ index_patterns: [`${name}*`], template: {}, data_stream: {} });
const policyOf = (name: string) => ({ [name]: { version: 1, policy: { phases: {} } } });

const notThere: ProbeReply = {
  status: 404,
  body: {
    error: {
      root_cause: [{ type: 'resource_not_found_exception', reason: 'Grundwacht only takes documents' }],
      type: 'resource_not_found_exception',
      reason: 'Grundwacht only takes documents',
    },
    status: 404,
  },
};

/**
 * Answers what shippers ask and set up: templates, policies, pipelines, data streams, aliases and indices exist, and
 * storing one is acknowledged without effect, because events are not kept by such.
 * @param path below the prefix, as it was sent, without the query
 */
export function answerProbe(method: string, path: string): ProbeReply {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const family = families[parts[0]!];
  const reads = method === 'GET' || method === 'HEAD';
  if (family === undefined) return indexProbe(method, reads, parts);
  if (!reads) return acknowledged;
  return family(parts.at(-1)!);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `/{index}` and what is below it but documents. */
function indexProbe(method: string, reads: boolean, [index = '', what]: string[]): ProbeReply {
  if (index.startsWith('_')) return notThere;
  if (what === undefined) {
    if (method === 'PUT') return ok({ acknowledged: true, shards_acknowledged: true, index });
    return reads ? ok({ [index]: { aliases: {}, mappings: {}, settings: {} } }) : notThere;
  }
  if (what === '_alias') return families['_alias']!(index);
  if (what === '_mapping' || what === '_settings') {
    return reads ? ok({ [index]: { mappings: {}, settings: {} } }) : acknowledged;
  }
  return notThere;
}
