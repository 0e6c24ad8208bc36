# shellcheck shell=sh

step recipe-gate--jump-box services 'recipe jump-box in gate' gate
resource recipe gate jump-box DIGEST files/recipes/jump-box 'debian ubuntu rocky almalinux centos oracle fedora' 600 \
    param root false

step recipe-gate--expose services 'recipe expose in gate' gate
resource recipe gate expose DIGEST files/recipes/expose 'debian-12 debian-13 debian-14 debian-sid ubuntu-22.04 ubuntu-24.04 ubuntu-25.04 ubuntu-25.10 ubuntu-26.04' 600 \
    file config files/recipes/expose.config \
    list certificates \
    item certificates shop.example.com \
    item certificates db-tls \
    list self_signed \
    item self_signed www.example.com \
    item self_signed far.example.com \
    param certificate_1 '-----BEGIN CERTIFICATE-----
MIIBnjCCAUOgAwIBAgIUJbfDJ5ZPL8YS/hLpQzZ34VBo2wYwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLZXhhbXBsZS5jb20wIBcNMjYxMTIyMjEzMjI3WhgPMjEyNjEw
MjkyMTMyMjdaMBYxFDASBgNVBAMMC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAETNxtMwUiOBcR+Kl4Yn4gyPJgXN2TRupJstsjfU76hiAkT2F1
rd6xCw7Wvq9J8iofm5jnNoNprwOvDlBd20u5JqNtMGswHQYDVR0OBBYEFJdsEnY2
roIiKKUIcIneaFVkc2TaMB8GA1UdIwQYMBaAFJdsEnY2roIiKKUIcIneaFVkc2Ta
MA8GA1UdEwEB/wQFMAMBAf8wGAYDVR0RBBEwD4INKi5leGFtcGxlLmNvbTAKBggq
hkjOPQQDAgNJADBGAiEA4RcRHs4bRQAFOzbS+aCy0GUAszMOE7U8ZltD11E/VBEC
IQChxl0VqobqoHXo/hT2LS/izTMDsg2xti2S3aaPfUqzgg==
-----END CERTIFICATE-----
' \
    secret key_1 example_key \
    param certificate_2 '-----BEGIN CERTIFICATE-----
MIIBnjCCAUOgAwIBAgIUJbfDJ5ZPL8YS/hLpQzZ34VBo2wYwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLZXhhbXBsZS5jb20wIBcNMjYxMTIyMjEzMjI3WhgPMjEyNjEw
MjkyMTMyMjdaMBYxFDASBgNVBAMMC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAETNxtMwUiOBcR+Kl4Yn4gyPJgXN2TRupJstsjfU76hiAkT2F1
rd6xCw7Wvq9J8iofm5jnNoNprwOvDlBd20u5JqNtMGswHQYDVR0OBBYEFJdsEnY2
roIiKKUIcIneaFVkc2TaMB8GA1UdIwQYMBaAFJdsEnY2roIiKKUIcIneaFVkc2Ta
MA8GA1UdEwEB/wQFMAMBAf8wGAYDVR0RBBEwD4INKi5leGFtcGxlLmNvbTAKBggq
hkjOPQQDAgNJADBGAiEA4RcRHs4bRQAFOzbS+aCy0GUAszMOE7U8ZltD11E/VBEC
IQChxl0VqobqoHXo/hT2LS/izTMDsg2xti2S3aaPfUqzgg==
-----END CERTIFICATE-----
' \
    secret key_2 example_key
