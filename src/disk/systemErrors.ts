/** Errors of the system as words within a sentence: nobody should have to know that ENOTDIR means a file in a path. */

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EBADF: 'nothing is open there',
  EBUSY: 'it is in use',
  EDQUOT: 'the space that you may use on the disk is used up',
  EEXIST: 'it is there already',
  EFBIG: 'the file would be larger than is allowed',
  EIO: 'the disk does not read or write',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENFILE: 'too many files are open',
  ENOENT: 'there is no such file or folder',
  ENOMEM: 'the memory is used up',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is no folder',
  ENXIO: 'nobody reads there',
  EPIPE: 'nobody reads it any more',
  EROFS: 'the disk can only be read',
  ETXTBSY: 'it is in use',
};

/** What a system's `code` means; the code itself where that is not known. */
export const systemErrorInWords = (code: string): string => words[code] ?? code;
