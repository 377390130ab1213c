import type { Envelope } from '../../../server/contract/envelope.js';
import type { Event } from '../../../server/contract/event.js';

/** A Windows event taken apart, out of which the shippers' forms are made. */
export interface WindowsRecord {
  xml: string;
  system: Record<string, string | number>;
  time: string;
  /** EventData in its order; several values without a name are one array. */
  data: Record<string, string | string[]>;
}

const systemNames = [
  'EventID',
  'Version',
  'Level',
  'Task',
  'Opcode',
  'Keywords',
  'EventRecordID',
  'Channel',
  'Computer',
  'Provider_Name',
  'Provider_Guid',
  'Execution_ProcessID',
  'Execution_ThreadID',
  'Security_UserID',
];
const otherSystem = /^(?:TimeCreated_|Correlation_|EventID_|Provider_|Security_)/;

/** @param event of the record's Event-XML */
export function windowsRecord(event: Event): WindowsRecord {
  const system: WindowsRecord['system'] = {};
  const data: WindowsRecord['data'] = {};
  for (const [name, value] of Object.entries(event.fields)) {
    if (systemNames.includes(name)) system[name] = value as string | number;
    else if (!otherSystem.test(name)) data[name] = value as string | string[];
  }
  return {
    xml: Buffer.from(event['event.original']).toString(),
    system,
    time: String(event.fields['TimeCreated_SystemTime']),
    data,
  };
}

type Shape = (record: WindowsRecord) => Pick<Envelope, 'format' | 'dataset'> & { raw: string };
const json = (value: unknown, dataset = '') => ({
  format: 'json' as const,
  dataset,
  raw: JSON.stringify(value),
});

const levelNames = ['information', 'critical', 'error', 'warning', 'information', 'verbose'];

/** Values without a name are called param1, param2, ... by Winlogbeat. */
function namedData(data: WindowsRecord['data']): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(data)) {
    if (!Array.isArray(value)) named[name] = value;
    else for (const [n, text] of value.entries()) named[`param${n + 1}`] = text;
  }
  return named;
}

const audit = (system: WindowsRecord['system']) =>
  /^0x80[12]/.test(String(system['Keywords']))
    ? [String(system['Keywords']).startsWith('0x801') ? 'Audit Failure' : 'Audit Success']
    : [];

const winlogbeat: Shape = ({ system, data, time }) =>
  json({
    '@timestamp': time.replace(/\.(\d{3})\d*Z/, '.$1Z'),
    agent: { type: 'winlogbeat', version: '8.15.3', name: 'ws1', id: '0', ephemeral_id: '1' },
    ecs: { version: '8.0.0' },
    event: {
      code: String(system['EventID']),
      kind: 'event',
      provider: system['Provider_Name'],
      created: time,
    },
    host: { name: system['Computer'], os: { type: 'windows' } },
    log: { level: levelNames[Number(system['Level'])] },
    winlog: {
      channel: system['Channel'],
      event_id: String(system['EventID']),
      provider_name: system['Provider_Name'],
      provider_guid: system['Provider_Guid'],
      computer_name: system['Computer'],
      record_id: String(system['EventRecordID']),
      version: system['Version'],
      opcode: 'Info',
      keywords: audit(system),
      process: { pid: system['Execution_ProcessID'], thread: { id: system['Execution_ThreadID'] } },
      api: 'wineventlog',
      event_data: namedData(data),
    },
  });

const filebeat: Shape = (record) => {
  const { winlog, event, ...rest } = JSON.parse(winlogbeat(record).raw);
  return json({
    ...rest,
    input: { type: 'winlog' },
    event: { ...event, dataset: 'system.security', module: 'system', original: record.xml },
    data_stream: { type: 'logs', dataset: 'system.security', namespace: 'default' },
    winlog,
  });
};

const nxlog: Shape = ({ system, data, time }) =>
  json({
    EventTime: time,
    Hostname: system['Computer'],
    Keywords: system['Keywords'],
    EventType: 'INFO',
    SeverityValue: 2,
    Severity: 'INFO',
    EventID: system['EventID'],
    SourceName: system['Provider_Name'],
    ProviderGuid: system['Provider_Guid'],
    Version: system['Version'],
    TaskValue: system['Task'],
    OpcodeValue: system['Opcode'],
    RecordNumber: system['EventRecordID'],
    ExecutionProcessID: system['Execution_ProcessID'],
    ExecutionThreadID: system['Execution_ThreadID'],
    Channel: system['Channel'],
    ...data,
    EventReceivedTime: time,
    SourceModuleName: 'eventlog',
    SourceModuleType: 'im_msvistalog',
  });

/** winlog of Fluent Bit with Render_Event_As_XML. */
const fluentBit: Shape = ({ xml, time }) =>
  json({ '@timestamp': time, System: xml, Message: 'rendered', StringInserts: ['a'] });

/** winevtlog of Fluent Bit as it is set by default: values without names. */
export const fluentBitPlain: Shape = ({ system, data, time }) =>
  json({
    '@timestamp': time,
    ProviderName: system['Provider_Name'],
    ProviderGuid: system['Provider_Guid'],
    Qualifiers: '',
    EventID: system['EventID'],
    Version: system['Version'],
    Level: system['Level'],
    Task: system['Task'],
    Opcode: system['Opcode'],
    Keywords: system['Keywords'],
    TimeCreated: `${time.slice(0, 19).replace('T', ' ')} +0000`,
    EventRecordID: system['EventRecordID'],
    ActivityID: '',
    RelatedActivityID: '',
    ProcessID: system['Execution_ProcessID'],
    ThreadID: system['Execution_ThreadID'],
    Channel: system['Channel'],
    Computer: system['Computer'],
    UserID: '',
    Message: 'rendered',
    StringInserts: Object.values(data),
  });

const otelBody = ({ system, time }: WindowsRecord, eventData: object, keywords: string[]) => ({
  channel: system['Channel'],
  computer: system['Computer'],
  event_id: { id: system['EventID'], qualifiers: 0 },
  provider: { name: system['Provider_Name'], guid: system['Provider_Guid'] ?? '', event_source: '' },
  record_id: system['EventRecordID'],
  system_time: time,
  level: String(system['Level']),
  task: String(system['Task']),
  opcode: 'Info',
  keywords,
  message: '',
  execution: { process_id: system['Execution_ProcessID'], thread_id: system['Execution_ThreadID'] },
  event_data: eventData,
});

function anyValue(value: unknown): object {
  if (typeof value === 'number') return { intValue: String(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  if (typeof value !== 'object' || value === null) return { stringValue: String(value ?? '') };
  const values = Object.entries(value).map(([key, item]) => ({ key, value: anyValue(item) }));
  return { kvlistValue: { values } };
}

const otlp = (body: unknown, time: string): ReturnType<Shape> =>
  json(
    {
      resource: { attributes: [{ key: 'host.name', value: { stringValue: 'collector' } }] },
      scope: { name: 'otelcol/windowseventlogreceiver' },
      logRecord: { timeUnixNano: `${Date.parse(time)}000000`, severityNumber: 9, body: anyValue(body) },
    },
    'otlp.log',
  );

const hec = (event: unknown, { time, system }: WindowsRecord): ReturnType<Shape> =>
  json(
    {
      time: Date.parse(time) / 1000,
      host: system['Computer'],
      source: 'XmlWinEventLog:Security',
      sourcetype: 'XmlWinEventLog',
      event,
    },
    'splunk.hec',
  );

/** Public forms of one record, by shipper. */
export const shapes: Record<string, Shape> = {
  'Winlogbeat 8': winlogbeat,
  'Filebeat and Elastic Agent': filebeat,
  'NXLog JSON': nxlog,
  'Fluent Bit winevtlog as XML': fluentBit,
  'OpenTelemetry, map': (record) =>
    otlp(otelBody(record, namedData(record.data), audit(record.system)), record.time),
  'OpenTelemetry, list': (record) =>
    otlp(
      otelBody(
        record,
        {
          data: Object.entries(record.data).flatMap(([name, value]) =>
            Array.isArray(value) ? value.map((text) => ({ '': text })) : [{ [name]: value }],
          ),
        },
        [String(record.system['Keywords'])],
      ),
      record.time,
    ),
  'OpenTelemetry, raw': (record) => otlp(record.xml, record.time),
  'Splunk, XML': (record) => hec(record.xml, record),
  'Splunk, JSON': (record) => hec(JSON.parse(winlogbeat(record).raw), record),
};
