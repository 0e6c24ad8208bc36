/* Sets of characters for strspn() and strchr(). They are joined: LOWER DIGIT "-". */
#ifndef LSTACKER_BASE_ASCII_H
#define LSTACKER_BASE_ASCII_H

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

#endif
