/** The page's own style and script, with the hashes by which its policy knows them (`sha256-` and base64). */
export const style: string;
export const styleHash: string;
export const script: string;
export const scriptHash: string;
