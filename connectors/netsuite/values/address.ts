/** The parts of an address, in the order of SOAP; country apart. The names are those of both doors. */
export const addressParts = ['attention', 'addressee', 'addrPhone', 'addr1', 'addr2', 'addr3', 'city', 'state', 'zip'] as const;
