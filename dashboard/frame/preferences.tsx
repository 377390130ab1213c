import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon } from '../components/icon.js';
import { Toggles } from '../components/toggles.js';
import { type Language, useMessages } from '../i18n/messages.js';
import { type Theme, themes, useTheme } from '../state/theme.js';

const languages: readonly { value: Language; label: string; name: string }[] = [
  { value: 'de', label: 'DE', name: 'Deutsch' },
  { value: 'en', label: 'EN', name: 'English' },
];

/** Language of the user interface. */
export function LanguageSwitch() {
  const { t, language, setLanguage } = useMessages();
  return (
    <Toggles
      single
      label={t('preferences.language')}
      options={languages}
      selected={[language]}
      onChange={([chosen]) => chosen && setLanguage(chosen)}
    />
  );
}

/** Light, dark or as the system has it. */
export function ThemeMenu() {
  const { t } = useMessages();
  const { theme, setTheme } = useTheme();
  return (
    <MenuTrigger>
      <Button className="gw-bar-button" aria-label={t('preferences.theme')}>
        <Icon name="theme" />
      </Button>
      <Popover className="gw-popover" placement="bottom end">
        <Menu
          aria-label={t('preferences.theme')}
          className="gw-menu"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[theme]}
          onSelectionChange={(keys) => setTheme([...keys][0] as Theme)}
        >
          {themes.map((each) => (
            <MenuItem key={each} id={each} className="gw-menu__item">
              {t(`theme.${each}`)}
              <span className="gw-menu__check">
                <Icon name="check" />
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
