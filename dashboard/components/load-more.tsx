import { useMessages } from '../i18n/messages.js';
import { Button } from './button.js';

interface LoadMoreProps {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };
}

/** Below a list that comes in pages: asks for the next one, as long as there is one. */
export function LoadMore({ list }: LoadMoreProps) {
  const { t } = useMessages();
  if (!list.hasNextPage) return null;
  return (
    <div className="gw-load-more">
      <Button
        small
        label={t('action.load_more')}
        isPending={list.isFetchingNextPage}
        onPress={() => void list.fetchNextPage()}
      />
    </div>
  );
}
