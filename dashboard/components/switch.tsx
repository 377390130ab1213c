import { Switch as AriaSwitch } from 'react-aria-components';

interface SwitchProps {
  label: string;
  isSelected: boolean;
  isDisabled?: boolean;
  onChange(selected: boolean): void;
}

/** Something that is on or off. */
export function Switch({ label, isSelected, isDisabled, onChange }: SwitchProps) {
  return (
    <AriaSwitch
      className="gw-switch"
      isSelected={isSelected}
      onChange={onChange}
      {...(isDisabled ? { isDisabled } : {})}
    >
      <span className="gw-switch__track" aria-hidden="true" />
      {label}
    </AriaSwitch>
  );
}
