/** A file that is no picture, or one that should not be decoded: `message` goes on after the file's name and `:`. */
export class BrokenPicture extends Error {}
