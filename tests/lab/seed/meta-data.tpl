{% if config_get("user.meta-data", "") == "" %}instance-id: {{ container.name }}
local-hostname: {{ container.name }}
{% else %}{{ config_get("user.meta-data", "") }}{% endif %}
