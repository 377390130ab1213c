import type { ReactNode } from 'react';
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  Label,
  Radio,
  RadioGroup,
  Text,
  TextArea,
} from 'react-aria-components';

interface TextFieldProps
  extends Omit<AriaTextFieldProps, 'children' | 'className' | 'style' | 'placeholder'> {
  label: string;
  hint?: string | undefined;
  /** Rows of a text area; a single-line input without. */
  rows?: number;
  error?: string | undefined;
  placeholder?: string;
}

/** A labelled input with hint and error, in KERN's look. */
export function TextField({ label, hint, rows, error, placeholder, ...rest }: TextFieldProps) {
  return (
    <AriaTextField {...rest} className="gw-field" isInvalid={error !== undefined}>
      <Label className="gw-field__label">{label}</Label>
      {hint ? (
        <Text slot="description" className="gw-field__hint">
          {hint}
        </Text>
      ) : null}
      {rows === undefined ? (
        <Input className="kern-form-input__input gw-input" placeholder={placeholder} />
      ) : (
        <TextArea className="kern-form-input__input gw-input" rows={rows} placeholder={placeholder} />
      )}
      <FieldError className="gw-field__error">{error}</FieldError>
    </AriaTextField>
  );
}

interface SelectFieldProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange(value: T): void;
  hideLabel?: boolean;
}

/** The browser's own select: works with every assistive technology and on every phone. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel,
}: SelectFieldProps<T>) {
  return (
    <label className="gw-field">
      <span className={hideLabel ? 'kern-sr-only' : 'gw-field__label'}>{label}</span>
      <span className="gw-select">
        <select
          className="gw-select__control"
          value={value}
          onChange={(event) => onChange(event.target.value as T)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </span>
    </label>
  );
}

interface RadioFieldProps<T extends string> {
  label: string;
  value: T | undefined;
  /** A shortcut is a key that chooses the option; the page listens for it. */
  options: readonly { value: T; label: string; hint?: string; shortcut?: string }[];
  onChange(value: T): void;
  error?: string | undefined;
}

/** One choice of a few, all of them visible. */
export function RadioField<T extends string>({ label, value, options, onChange, error }: RadioFieldProps<T>) {
  return (
    <RadioGroup
      className="gw-field"
      value={value ?? null}
      onChange={(next: string) => onChange(next as T)}
      isInvalid={error !== undefined}
    >
      <Label className="gw-field__label">{label}</Label>
      <div className="gw-radios">
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className="gw-radio">
            <span className="gw-radio__dot" aria-hidden="true" />
            {option.shortcut ? (
              <span className="gw-radio__key" aria-hidden="true">
                {option.shortcut}
              </span>
            ) : null}
            <span>
              {option.label}
              {option.hint ? <span className="gw-radio__hint">{option.hint}</span> : null}
            </span>
          </Radio>
        ))}
      </div>
      <FieldError className="gw-field__error">{error}</FieldError>
    </RadioGroup>
  );
}

/** A group of fields side by side where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="gw-field-row">{children}</div>;
}
