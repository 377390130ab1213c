import type {
  AuditState,
  FindingKind,
  ImplementationState,
  SoaGround,
} from '../../../server/contract/iso.js';

export const implementationStates: readonly ImplementationState[] = ['yes', 'partial', 'no', 'open'];
export const soaGrounds: readonly SoaGround[] = ['risk', 'law', 'contract', 'practice'];
export const auditStates: readonly AuditState[] = ['planned', 'running', 'reported', 'cancelled'];
export const findingKinds: readonly FindingKind[] = ['major', 'minor', 'recommendation'];
