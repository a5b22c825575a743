"""One class per screen of the cabinet.

How to write a page: subclass ``CabinetPage``; name your ``section`` of selectors.yaml (its ``landmark`` in plain css
and its ``address``); give public methods the names of what a person does (``open``, ``read``, ``apply``, ``send``);
decorate each with ``@translated``; look elements up with ``self.find("key")`` only; read a table or a form in one
evaluation (``rpa/cabinet/scripts``); wait for a response or for what the page shows, never for time; return values of
``rpa.model``. A page decides nothing and catches nothing.
"""
