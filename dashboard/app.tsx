import { lazy, useEffect, useRef, useState } from 'react';
import { createHashRouter, Navigate, RouterProvider } from 'react-router';
import type { User } from '../server/contract/identity.js';
import { ErrorNotice, Loading } from './components/notice.js';
import { Page } from './components/page.js';
import { Frame } from './frame/frame.js';
import { useMessages } from './i18n/messages.js';
import { LiveProvider } from './live/live-context.js';
import { AlertListPage } from './pages/alerts/alert-list-page.js';
import { FirstPasswordPage } from './pages/login/first-password-page.js';
import { LoginPage } from './pages/login/login-page.js';
import { RouteError } from './pages/route-error.js';
import { useSession } from './state/session.js';

const AlertPage = lazy(() => import('./pages/alert/alert-page.js'));
const EventSearchPage = lazy(() => import('./pages/events/event-search-page.js'));
const RuleListPage = lazy(() => import('./pages/rules/rule-list-page.js'));
const RulePage = lazy(() => import('./pages/rules/rule-page.js'));
const RuleTryPage = lazy(() => import('./pages/rules/try-page.js'));
const IndicatorListsPage = lazy(() => import('./pages/indicators/indicator-lists-page.js'));
const IndicatorImportPage = lazy(() => import('./pages/indicators/import-page.js'));
const IndicatorListPage = lazy(() => import('./pages/indicators/indicator-list-page.js'));
const SourceListPage = lazy(() => import('./pages/sources/source-list-page.js'));
const CollectorListPage = lazy(() => import('./pages/collectors/collector-list-page.js'));
const StoragePage = lazy(() => import('./pages/storage/storage-page.js'));
const BausteinListPage = lazy(() => import('./pages/bausteine/baustein-list-page.js'));
const BausteinPage = lazy(() => import('./pages/bausteine/baustein-page.js'));
const CatalogListPage = lazy(() => import('./pages/catalogs/catalog-list-page.js'));
const GroupPage = lazy(() => import('./pages/catalogs/group-page.js'));
const RequirementPage = lazy(() => import('./pages/catalogs/requirement-page.js'));
const DomainListPage = lazy(() => import('./pages/domains/domain-list-page.js'));
const WibaPage = lazy(() => import('./pages/wiba/wiba-page.js'));
const MigrationPage = lazy(() => import('./pages/migration/migration-page.js'));
const TargetObjectListPage = lazy(() => import('./pages/target-objects/target-object-list-page.js'));
const TargetObjectPage = lazy(() => import('./pages/structure/target-object-page.js'));
const ImportPage = lazy(() => import('./pages/target-objects/import-page.js'));
const DependencyPage = lazy(() => import('./pages/structure/dependency-page.js'));
const ModellingPage = lazy(() => import('./pages/modelling/modelling-page.js'));
const CheckOverviewPage = lazy(() => import('./pages/check/check-overview-page.js'));
const ProfileListPage = lazy(() => import('./pages/profiles/profile-list-page.js'));
const SheetListPage = lazy(() => import('./pages/check/sheet-list-page.js'));
const InterviewPage = lazy(() => import('./pages/check/interview-page.js'));
const ProtectionListPage = lazy(() => import('./pages/protection/protection-list-page.js'));
const RiskListPage = lazy(() => import('./pages/risk/risk-list-page.js'));
const ObjectRiskPage = lazy(() => import('./pages/risk/object-risk-page.js'));
const PlanPage = lazy(() => import('./pages/plan/plan-page.js'));
const SignalsPage = lazy(() => import('./pages/signals/signals-page.js'));
const SignalPage = lazy(() => import('./pages/signals/signal-page.js'));
const ScanListPage = lazy(() => import('./pages/scans/scan-list-page.js'));
const ScanPage = lazy(() => import('./pages/scans/scan-page.js'));
const SoaPage = lazy(() => import('./pages/iso/soa-page.js'));
const AuditListPage = lazy(() => import('./pages/iso/audit-list-page.js'));
const ReportPage = lazy(() => import('./pages/reports/report-page.js'));
const AuditPage = lazy(() => import('./pages/iso/audit-page.js'));
const RoomListPage = lazy(() => import('./pages/audit-room/room-list-page.js'));
const RoomPage = lazy(() => import('./pages/audit-room/room-page.js'));
const SamplePage = lazy(() => import('./pages/audit-room/sample-page.js'));
const WorksheetPage = lazy(() => import('./pages/audit-room/worksheet-page.js'));
const EvidenceListPage = lazy(() => import('./pages/evidence/evidence-list-page.js'));
const EvidencePage = lazy(() => import('./pages/evidence/evidence-page.js'));

function NotFoundPage() {
  const { t } = useMessages();
  return (
    <Page title={t('not_found.title')}>
      <p>{t('not_found.text')}</p>
    </Page>
  );
}

/** The place is kept in the fragment: the dashboard runs below any path prefix without the server's help. */
const createRouter = () =>
  createHashRouter([
    {
      element: <Frame />,
      errorElement: <RouteError />,
      children: [
        { index: true, element: <Navigate to="/alerts" replace /> },
        { path: 'alerts', element: <AlertListPage /> },
        { path: 'alerts/:id', element: <AlertPage /> },
        { path: 'events', element: <EventSearchPage /> },
        { path: 'rules', element: <RuleListPage /> },
        { path: 'rules/try', element: <RuleTryPage /> },
        { path: 'rules/:id', element: <RulePage /> },
        { path: 'indicators', element: <IndicatorListsPage /> },
        { path: 'indicators/import', element: <IndicatorImportPage /> },
        { path: 'indicators/:id', element: <IndicatorListPage /> },
        { path: 'sources', element: <SourceListPage /> },
        { path: 'collectors', element: <CollectorListPage /> },
        { path: 'storage', element: <StoragePage /> },
        { path: 'bausteine', element: <BausteinListPage /> },
        { path: 'bausteine/:catalog/:baustein', element: <BausteinPage /> },
        { path: 'catalogs', element: <CatalogListPage /> },
        { path: 'catalogs/:catalog/groups/:group', element: <GroupPage /> },
        { path: 'catalogs/:catalog/requirements/:requirement', element: <RequirementPage /> },
        { path: 'domains', element: <DomainListPage /> },
        { path: 'wiba', element: <WibaPage /> },
        { path: 'migration', element: <MigrationPage /> },
        { path: 'target-objects', element: <TargetObjectListPage /> },
        { path: 'target-objects/import', element: <ImportPage /> },
        { path: 'target-objects/:id', element: <TargetObjectPage /> },
        { path: 'dependencies', element: <DependencyPage /> },
        { path: 'protection-needs', element: <ProtectionListPage /> },
        { path: 'modelling', element: <ModellingPage /> },
        { path: 'check', element: <CheckOverviewPage /> },
        { path: 'check/profiles', element: <ProfileListPage /> },
        { path: 'check/bausteine/:baustein', element: <SheetListPage /> },
        { path: 'check/scopes/:scope', element: <SheetListPage /> },
        { path: 'check/interview/:baustein/:scope', element: <InterviewPage /> },
        { path: 'risks', element: <RiskListPage /> },
        { path: 'risks/:id', element: <ObjectRiskPage /> },
        { path: 'plan', element: <PlanPage /> },
        { path: 'signals', element: <SignalsPage /> },
        { path: 'signals/:id', element: <SignalPage /> },
        { path: 'scans', element: <ScanListPage /> },
        { path: 'scans/:id', element: <ScanPage /> },
        { path: 'soa', element: <SoaPage /> },
        { path: 'audits', element: <AuditListPage /> },
        { path: 'audits/:id', element: <AuditPage /> },
        { path: 'audit-room', element: <RoomListPage /> },
        { path: 'audit-room/:grant', element: <RoomPage /> },
        { path: 'audit-room/:grant/samples/:sample', element: <SamplePage /> },
        { path: 'audit-room/:grant/samples/:sample/:requirement/:scope', element: <WorksheetPage /> },
        { path: 'reports', element: <ReportPage /> },
        { path: 'evidence', element: <EvidenceListPage /> },
        { path: 'evidence/:id', element: <EvidencePage /> },
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ]);

function Workspace() {
  const [router] = useState(createRouter);
  return (
    <LiveProvider>
      <RouterProvider router={router} />
    </LiveProvider>
  );
}

/** The last user whose workspace is kept while the session has ended. */
function useLastUser(user: User | undefined): User | undefined {
  const [last, setLast] = useState(user);
  useEffect(() => {
    if (user !== undefined) setLast(user);
  }, [user]);
  return user ?? last;
}

/** Login, forced change of the one-time password, or the workspace. */
export function App() {
  const session = useSession();
  const lastUser = useLastUser(session.user);
  const password = useRef<string>(undefined);
  const { user, status } = session;

  if (status === 'loading') return <Loading />;
  if (status === 'unreachable') {
    return (
      <main className="gw-entry">
        <ErrorNotice error={session.error} onRetry={session.retry} />
      </main>
    );
  }
  if (user?.must_change_password) return <FirstPasswordPage current={password.current} />;
  const expired = user === undefined && lastUser !== undefined;
  return (
    <>
      {lastUser && !lastUser.must_change_password ? (
        <div key={lastUser.id} hidden={expired} inert={expired}>
          <Workspace />
        </div>
      ) : null}
      {user === undefined ? (
        <LoginPage
          expired={expired}
          onLoggedIn={(typed) => {
            password.current = typed;
          }}
        />
      ) : null}
    </>
  );
}
