import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { createHashRouter, Link, Navigate, Outlet, RouterProvider } from 'react-router';
import type { User } from '../server/contract/identity.js';
import { Empty, ErrorNotice, Loading } from './components/notice.js';
import { Page } from './components/page.js';
import { Frame } from './frame/frame.js';
import { LoginInFront } from './frame/login-in-front.js';
import { firstPage } from './frame/navigation.js';
import { ReauthenticationDialog } from './frame/reauthentication-dialog.js';
import { useMessages } from './i18n/messages.js';
import { LiveProvider } from './live/live-context.js';
import { AlertListPage } from './pages/alerts/alert-list-page.js';
import { LoginPage } from './pages/login/login-page.js';
import { RouteError } from './pages/route-error.js';
import { usePlace } from './state/place.js';
import { useSession } from './state/session.js';

const EnrolPage = lazy(() => import('./pages/login/enrol-page.js'));
const FirstPasswordPage = lazy(() => import('./pages/login/first-password-page.js'));
const AlertPage = lazy(() => import('./pages/alert/alert-page.js'));
const CaseListPage = lazy(() => import('./pages/cases/case-list-page.js'));
const CasePage = lazy(() => import('./pages/cases/case-page.js'));
const CaseDeadlinesPage = lazy(() => import('./pages/cases/deadlines-page.js'));
const EventSearchPage = lazy(() => import('./pages/events/event-search-page.js'));
const RuleListPage = lazy(() => import('./pages/rules/rule-list-page.js'));
const RulePage = lazy(() => import('./pages/rules/rule-page.js'));
const RuleEditPage = lazy(() => import('./pages/rules/edit-page.js'));
const RuleImportPage = lazy(() => import('./pages/rules/import-page.js'));
const RuleCoveragePage = lazy(() => import('./pages/rules/coverage-page.js'));
const IndicatorListsPage = lazy(() => import('./pages/indicators/indicator-lists-page.js'));
const IndicatorImportPage = lazy(() => import('./pages/indicators/import-page.js'));
const IndicatorListPage = lazy(() => import('./pages/indicators/indicator-list-page.js'));
const SourceListPage = lazy(() => import('./pages/sources/source-list-page.js'));
const SourcePage = lazy(() => import('./pages/sources/source-page.js'));
const AccountPage = lazy(() => import('./pages/account/account-page.js'));
const AccountListPage = lazy(() => import('./pages/accounts/account-list-page.js'));
const CollectorListPage = lazy(() => import('./pages/collectors/collector-list-page.js'));
const ApiTokenListPage = lazy(() => import('./pages/api-tokens/api-token-list-page.js'));
const NotificationsPage = lazy(() => import('./pages/notifications/notifications-page.js'));
const TenantListPage = lazy(() => import('./pages/tenants/tenant-list-page.js'));
const StoragePage = lazy(() => import('./pages/storage/storage-page.js'));
const SystemPage = lazy(() => import('./pages/system/system-page.js'));
const PseudonymsPage = lazy(() => import('./pages/pseudonyms/pseudonyms-page.js'));
const RevealsPage = lazy(() => import('./pages/reveals/reveals-page.js'));
const BausteinListPage = lazy(() => import('./pages/bausteine/baustein-list-page.js'));
const BausteinPage = lazy(() => import('./pages/bausteine/baustein-page.js'));
const CatalogListPage = lazy(() => import('./pages/catalogs/catalog-list-page.js'));
const GroupPage = lazy(() => import('./pages/catalogs/group-page.js'));
const RequirementPage = lazy(() => import('./pages/catalogs/requirement-page.js'));
const DomainListPage = lazy(() => import('./pages/domains/domain-list-page.js'));
const OverviewPage = lazy(() => import('./pages/overview/overview-page.js'));
const RequirementListPage = lazy(() => import('./pages/overview/requirement-list-page.js'));
const ManagementPage = lazy(() => import('./pages/management/management-page.js'));
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
const RoomEvidencePage = lazy(() => import('./pages/audit-room/evidence-page.js'));
const VerifyPage = lazy(() => import('./pages/audit-room/verify-page.js'));
const EvidenceListPage = lazy(() => import('./pages/evidence/evidence-list-page.js'));
const AuditTrailPage = lazy(() => import('./pages/audit-trail/audit-trail-page.js'));
const AccessibilityPage = lazy(() => import('./pages/accessibility/accessibility-page.js'));
const PublicAccessibilityPage = lazy(() => import('./pages/accessibility/public-accessibility-page.js'));
const GlossaryPage = lazy(() => import('./pages/glossary/glossary-page.js'));
const EvidencePage = lazy(() => import('./pages/evidence/evidence-page.js'));

function NotFoundPage() {
  const { t } = useMessages();
  return (
    <Page title={t('not_found.title')}>
      <Empty icon="search" title={t('not_found.text')}>
        <Link to="/">{t('not_found.home')}</Link>
      </Empty>
    </Page>
  );
}

/** Leads to the first page that the user may open. */
function HomePage() {
  const { t } = useMessages();
  const first = firstPage(useSession().user?.roles);
  if (first !== undefined) return <Navigate to={first} replace />;
  return (
    <Page title={t('product.name')}>
      <p>{t('home.nothing')}</p>
    </Page>
  );
}

/** The pages beyond the first, as soon as their texts are there. */
function FurtherPages() {
  const { complete, fault } = useMessages();
  if (fault !== undefined) throw fault;
  return complete ? <Outlet /> : <Loading rows={8} />;
}

/** The place is kept in the fragment: the dashboard runs below any path prefix without the server's help. */
const createRouter = () =>
  createHashRouter([
    {
      element: <Frame />,
      errorElement: <RouteError />,
      children: [
        { index: true, element: <HomePage /> },
        { path: 'alerts', element: <AlertListPage /> },
        {
          element: <FurtherPages />,
          children: [
            { path: 'alerts/:id', element: <AlertPage /> },
            { path: 'cases', element: <CaseListPage /> },
            { path: 'cases/deadlines', element: <CaseDeadlinesPage /> },
            { path: 'cases/:id', element: <CasePage /> },
            { path: 'events', element: <EventSearchPage /> },
            { path: 'rules', element: <RuleListPage /> },
            { path: 'rules/coverage', element: <RuleCoveragePage /> },
            { path: 'rules/import', element: <RuleImportPage /> },
            { path: 'rules/new', element: <RuleEditPage /> },
            { path: 'rules/own/:id', element: <RuleEditPage /> },
            { path: 'rules/:id', element: <RulePage /> },
            { path: 'indicators', element: <IndicatorListsPage /> },
            { path: 'indicators/import', element: <IndicatorImportPage /> },
            { path: 'indicators/:id', element: <IndicatorListPage /> },
            { path: 'sources', element: <SourceListPage /> },
            { path: 'sources/detail', element: <SourcePage /> },
            { path: 'account', element: <AccountPage /> },
            { path: 'accounts', element: <AccountListPage /> },
            { path: 'collectors', element: <CollectorListPage /> },
            { path: 'api-tokens', element: <ApiTokenListPage /> },
            { path: 'notifications', element: <NotificationsPage /> },
            { path: 'storage', element: <StoragePage /> },
            { path: 'system', element: <SystemPage /> },
            { path: 'pseudonyms', element: <PseudonymsPage /> },
            { path: 'reveals', element: <RevealsPage /> },
            { path: 'tenants', element: <TenantListPage /> },
            { path: 'bausteine', element: <BausteinListPage /> },
            { path: 'bausteine/:catalog/:baustein', element: <BausteinPage /> },
            { path: 'catalogs', element: <CatalogListPage /> },
            { path: 'catalogs/:catalog/groups/:group', element: <GroupPage /> },
            { path: 'catalogs/:catalog/requirements/:requirement', element: <RequirementPage /> },
            { path: 'overview', element: <OverviewPage /> },
            { path: 'overview/requirements', element: <RequirementListPage /> },
            { path: 'management', element: <ManagementPage /> },
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
            { path: 'audit-room/verify', element: <VerifyPage /> },
            { path: 'audit-room/:grant', element: <RoomPage /> },
            { path: 'audit-room/:grant/evidence/:evidence', element: <RoomEvidencePage /> },
            { path: 'audit-room/:grant/samples/:sample', element: <SamplePage /> },
            { path: 'audit-room/:grant/samples/:sample/:requirement/:scope', element: <WorksheetPage /> },
            { path: 'reports', element: <ReportPage /> },
            { path: 'evidence', element: <EvidenceListPage /> },
            { path: 'evidence/:id', element: <EvidencePage /> },
            { path: 'audit-trail', element: <AuditTrailPage /> },
            { path: 'glossary', element: <GlossaryPage /> },
            { path: 'accessibility', element: <AccessibilityPage /> },
          ],
        },
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

interface Owner {
  /** Whose workspace there is; kept while the session has ended. */
  owner: User | undefined;
  /** Somebody else has logged in instead. */
  another: boolean;
}

function useOwner(user: User | undefined): Owner {
  const [last, setLast] = useState(user);
  const another = user !== undefined && last !== undefined && user.id !== last.id;
  useEffect(() => {
    if (another) {
      // A fresh document holds nothing of what the first person has seen or typed.
      window.location.hash = '';
      window.location.reload();
    } else if (user !== undefined) setLast(user);
  }, [user, another]);
  return { owner: user ?? last, another };
}

/** The product, and the question who is at the keyboard where a call wants it asked. */
export function App() {
  return (
    <>
      <ReauthenticationDialog />
      <Stage />
    </>
  );
}

/** Login, forced change of the one-time password, forced second factor, or the workspace. */
function Stage() {
  const session = useSession();
  const { owner, another } = useOwner(session.user);
  const password = useRef<string>(undefined);
  const { user, status } = session;
  const { complete } = useMessages();
  const place = usePlace();
  const keepPassword = (typed: string) => {
    password.current = typed;
  };

  if (status === 'loading' || another) return <Loading />;
  if (status === 'unreachable') {
    return (
      <main className="gw-entry">
        <ErrorNotice error={session.error} onRetry={session.retry} />
      </main>
    );
  }
  if (user?.must_change_password || session.secondFactorDue) {
    if (!complete) return <Loading />;
    return (
      <Suspense fallback={<Loading />}>
        {user?.must_change_password ? <FirstPasswordPage current={password.current} /> : <EnrolPage />}
      </Suspense>
    );
  }
  const expired = user === undefined && owner !== undefined;
  if (user === undefined && !expired && place === '/accessibility') {
    return <Suspense fallback={<Loading />}>{complete ? <PublicAccessibilityPage /> : <Loading />}</Suspense>;
  }
  return (
    <>
      {owner && !owner.must_change_password ? (
        <div key={owner.id} hidden={expired} inert={expired}>
          <Workspace />
        </div>
      ) : null}
      {user === undefined && !expired ? <LoginPage onLoggedIn={keepPassword} /> : null}
      {expired ? <LoginInFront onLoggedIn={keepPassword} /> : null}
    </>
  );
}
