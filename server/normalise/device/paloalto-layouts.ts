/**
 * Names of the fields of PAN-OS logs, in order, from the eighth on ("Syslog Field Descriptions" of the PAN-OS
 * Administrator's Guide). `-` is reserved by the vendor.
 */
const names = (text: string): readonly string[] => text.trim().split(/\s+/);

const session = `src dst natsrc natdst rule srcuser dstuser app vsys from to inbound_if outbound_if logset - sessionid
  repeatcnt sport dport natsport natdport flags proto action`;
const groups = 'dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 vsys_name device_name';
const device = (end: string): string =>
  names('category profile model vendor osfamily osversion host mac')
    .map((name) => `${end}_${name}`)
    .join(' ');
const devices = `${device('src')} ${device('dst')} container_id pod_namespace pod_name src_edl dst_edl hostid
  serialnumber`;

export const layouts: Readonly<Record<string, readonly string[]>> = {
  TRAFFIC:
    names(`${session} bytes bytes_sent bytes_received packets start elapsed category - seqno actionflags srcloc
    dstloc - pkts_sent pkts_received session_end_reason ${groups} action_source src_uuid dst_uuid tunnelid monitortag
    parent_session_id parent_start_time tunnel assoc_id chunks chunks_sent chunks_received rule_uuid http2_connection
    link_change_count policy_id link_switches sdwan_cluster sdwan_device_type sdwan_cluster_type sdwan_site
    dynusergroup_name xff_ip ${devices} src_dag dst_dag session_owner high_res_timestamp`),
  THREAT:
    names(`${session} misc threatid category severity direction seqno actionflags srcloc dstloc - contenttype
    pcap_id filedigest cloud url_idx user_agent filetype xff referer sender subject recipient reportid ${groups} -
    src_uuid dst_uuid http_method tunnel_id monitortag parent_session_id parent_start_time tunnel thr_category
    contentver - assoc_id ppid http_headers url_category_list rule_uuid http2_connection dynusergroup_name xff_ip
    ${devices} domain_edl src_dag dst_dag partial_hash high_res_timestamp reason justification`),
  SYSTEM: names(
    `vsys eventid object - - module severity opaque seqno actionflags ${groups} - - high_res_timestamp`,
  ),
  CONFIG: names(`host vsys cmd admin client result path seqno actionflags ${groups} dg_id comment -
    high_res_timestamp before_change_detail after_change_detail`),
  GLOBALPROTECT:
    names(`vsys eventid stage auth_method tunnel_type srcuser srcregion machinename public_ip public_ipv6
    private_ip private_ipv6 hostid serialnumber client_ver client_os client_os_ver repeatcnt reason error opaque status
    location login_duration connect_method error_code portal seqno actionflags high_res_timestamp selection_type
    response_time priority attempted_gateways gateway`),
  AUTHENTICATION:
    names(`vsys ip user normalize_user object authpolicy repeatcnt authid vendor logset serverprofile
    desc clienttype event factorno seqno actionflags ${groups}`),
  USERID:
    names(`vsys ip user datasourcename eventid repeatcnt timeout beginport endport datasource datasourcetype
    seqno actionflags ${groups}`),
  HIPMATCH: names(
    `srcuser vsys machinename os src matchname repeatcnt matchtype - - seqno actionflags ${groups}`,
  ),
};
