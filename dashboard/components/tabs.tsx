import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';

interface TabsProps<T extends string> {
  label: string;
  tabs: readonly { id: T; label: string; count?: string | undefined; content: ReactNode }[];
  selected: T;
  onSelect(id: T): void;
}

/** Parts of a page of which one is shown. */
export function Tabs<T extends string>({ label, tabs, selected, onSelect }: TabsProps<T>) {
  return (
    <AriaTabs
      className="gw-tabs"
      selectedKey={selected}
      onSelectionChange={(key) => {
        const tab = tabs.find(({ id }) => id === key);
        if (tab) onSelect(tab.id);
      }}
    >
      <TabList aria-label={label} className="gw-tabs__list">
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className="gw-tabs__tab">
            {tab.label}
            {tab.count ? <span className="gw-tabs__count">{tab.count}</span> : null}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="gw-tabs__panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
