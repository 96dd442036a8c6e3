/** Numbers of the CCID specification, revision 1.1, in its own spelling (6.1, 6.2 and table 6.2-2). */

export const PC_to_RDR = {
  SetParameters: 0x61,
  IccPowerOn: 0x62,
  IccPowerOff: 0x63,
  GetSlotStatus: 0x65,
  Secure: 0x69,
  T0APDU: 0x6a,
  Escape: 0x6b,
  GetParameters: 0x6c,
  ResetParameters: 0x6d,
  IccClock: 0x6e,
  XfrBlock: 0x6f,
  Mechanical: 0x71,
  Abort: 0x72,
  SetDataRateAndClockFrequency: 0x73,
} as const;

export const RDR_to_PC = {
  NotifySlotChange: 0x50,
  DataBlock: 0x80,
  SlotStatus: 0x81,
  Parameters: 0x82,
  Escape: 0x83,
} as const;

/** bStatus, bits 0 and 1. */
export const bmICCStatus = { active: 0, inactive: 1, absent: 2 } as const;

/** bStatus, bits 6 and 7: the command failed and bError says why. */
export const bmCommandStatusFailed = 0x40;

/** bError. Values 1 to 127 are the offset of the field that is not supported. */
export const bError = {
  CMD_NOT_SUPPORTED: 0x00,
  CMD_ABORTED: 0xff,
  ICC_MUTE: 0xfe,
  HW_ERROR: 0xfb,
  PIN_TIMEOUT: 0xf0,
  PIN_CANCELLED: 0xef,
  CMD_SLOT_BUSY: 0xe0,
} as const;

/** Where a field stands in the 10-byte header, as bError names it. */
export const headerOffset = {
  dwLength: 1,
  bSlot: 5,
  bPowerSelect: 7,
  bProtocolNum: 7,
  wLevelParameter: 8,
} as const;

export const ccidHeaderLength = 10;

/** dwMaxCCIDMessageLength, what the driver assumes of this reader. */
export const dwMaxCCIDMessageLength = 271;
