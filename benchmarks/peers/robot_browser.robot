*** Settings ***
Documentation     The two works as the Browser library's own guide writes them; one page, no evidence, no reading back.
Library           Browser    timeout=30s    run_on_failure=${None}
Library           robot_browser
Suite Setup       Open Signed In

*** Test Cases ***
Read The List
    [Tags]    list
    Start Clock
    Go To    ${HOME}${WAYS.LIST}
    Click    ${WAYS.CHIP}
    Click    ${WAYS.FIND}
    Wait For Elements State    ${WAYS.WAITING}    detached
    Select Options By    ${WAYS.SIZE}    value    100
    ${pages}=    Evaluate    -(-$TASK["units"] // 100)
    ${titles}=    Create List
    FOR    ${number}    IN RANGE    1    ${pages} + 1
        IF    ${pages} > 1
            ${active}=    Way    active_page    ${number}
            Wait For Elements State    ${active}    visible
        END
        ${due}=    Evaluate    min(100, $TASK["units"] - 100 * ($number - 1))
        Wait For Elements State    .register-card >> nth=${due - 1}    visible
        ${rows}=    Evaluate JavaScript    ${None}    () => ${WAYS.READ_ROWS}
        ${titles}=    Evaluate    $titles + [row["title"] for row in $rows]
        IF    ${number} < ${pages}    Click    ${WAYS.NEXT}
    END
    ${units}=    Evaluate    len(set($titles))
    Stop Clock    ${units}

Send The Answers
    [Tags]    answers
    Start Clock
    FOR    ${answer}    IN    @{TASK["answers"]}
        Send One Answer    ${answer}
    END
    ${units}=    Get Length    ${TASK["answers"]}
    Stop Clock    ${units}

*** Keywords ***
Open Signed In
    ${task}=    The Task
    ${ways}=    The Ways
    VAR    ${TASK}    ${task}    scope=SUITE
    VAR    &{WAYS}    &{ways}    scope=SUITE
    VAR    ${HOME}    ${task["facts"]["my"]}    scope=SUITE
    ${arguments}=    Create List    --no-sandbox
    New Browser    chromium    headless=True    executablePath=${task["browser"]}    args=${arguments}
    New Context    viewport={'width': 1280, 'height': 900}
    Add Cookie    sessionid    ${task["cookie"]}    domain=.dom.localhost    path=/
    New Page    ${HOME}/organization-cabinet/#!/
    Wait For Elements State    .portal-header__user    visible

Send One Answer
    [Arguments]    ${answer}
    ${card}=    Way    card    ${answer["id"]}
    Go To    ${HOME}${card}
    Click    ${WAYS.ADD}
    ${radio}=    Set Variable If    ${answer["has_debt"]}    0    1
    Click    ${WAYS.DIALOG} input[type=radio] >> nth=${radio}
    IF    ${answer["has_debt"]}    Fill Debtors    ${answer["debtors"]}
    Click    ${WAYS.SAVE}
    Click    ${WAYS.SEND}
    Click    ${WAYS.YES}
    Wait For Elements State    text=${WAYS.DONE}    visible
    Click    ${WAYS.CLOSE}
    Wait For Elements State    ${WAYS.SENT}    visible

Fill Debtors
    [Arguments]    ${debtors}
    FOR    ${index}    ${debtor}    IN ENUMERATE    @{debtors}    start=1
        IF    ${index} > 1    Click    a.add-debt-person
        FOR    ${column}    ${key}    IN ENUMERATE    last_name    first_name    middle_name    start=1
            ${field}=    Way    field    ${index}    ${column}
            Fill Text    ${field}    ${debtor["${key}"] or ""}
        END
        ${upload}=    Way    upload    ${index}
        Upload File By Selector    ${upload}    ${debtor["file"]}
        ${uploaded}=    Way    uploaded    ${index}
        Wait For Elements State    ${uploaded}    visible
    END
