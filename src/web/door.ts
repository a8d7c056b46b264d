/** Where the blog's own sign is served: browsers ask every site for one. */
export const doorPath = '/icon.svg';
export const doorType = 'image/svg+xml';

/** A door that stands ajar: the sign of a blog whose owner has chosen no other. */
export const door = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="6" fill="#1f2023"/>
<path d="M9 27V13a7 7 0 0 1 14 0v14z" fill="#f3f1ec"/>
<path d="M9 27V13a7 7 0 0 1 7-7v21z" fill="#b3402a"/>
<circle cx="14" cy="18" r="1.2" fill="#f3f1ec"/>
</svg>
`;
