/**
 * The catalogue of refusals: what the platform says no to, with the HTTP status and a sentence a person can act on.
 * A refusal is expected and rolls its transaction back; anything else that is thrown is a bug and answered with 500.
 */
export interface RefusalText {
  status: number
  zh: string
  en: string
}

/** Placeholders `{name}` are filled from the refusal's details. One line a code; codes are stable, they are part of /v1. */
export const catalogue = {
  'not-found': { status: 404, zh: '没有找到您要的内容。请核对编号，或返回上一页。', en: 'Nothing was found under this address or number.' },
  'sign-in-required': { status: 401, zh: '请先登录。', en: 'Sign in first.' },
  'forbidden': { status: 403, zh: '您没有权限进行这项操作。', en: 'You may not do this.' },
  'invalid-input': { status: 422, zh: '填写的内容有误，请按提示修改后再提交。', en: 'The input does not fit: {detail}' },
  'bad-request': { status: 400, zh: '请求有误：{detail}', en: 'The request is malformed: {detail}' },
  'payload-too-large': { status: 413, zh: '提交的数据过大（{bytes} 字节，最多 {limit} 字节）。请减少内容，文件请作为材料上传。', en: 'The data is too large: {bytes} bytes, at most {limit}. Send less, and files as materials.' },
  'busy': { status: 503, zh: '系统暂时繁忙，请稍后再试；您填写的内容不会丢失。', en: 'The platform is busy for the moment; try again shortly.' },
  'too-large': { status: 413, zh: '提交的内容过大。请减少内容；文件请作为材料逐个上传。', en: 'What was sent is too large. Send less; hand in files one by one as materials.' },
  'wrong-type': { status: 415, zh: '不支持这种提交格式。请用网页表单或 JSON 提交。', en: 'This content type is not accepted. Send a form or JSON.' },
  'form-expired': { status: 403, zh: '页面已过期或来源不明，内容没有提交。请返回上一页，刷新后重新提交。', en: 'The form has expired or came from elsewhere; nothing was changed. Go back, reload and send it again.' },
  'too-many': { status: 429, zh: '操作过于频繁，请 {retryAfterSeconds} 秒后再试。', en: 'Too many requests. Try again in {retryAfterSeconds} seconds.' },
  'sign-in-failed': { status: 401, zh: '用户名或密码不正确。', en: 'The login or the password is not right.' },
  'sign-in-locked': { status: 429, zh: '登录失败次数过多，请 {minutes} 分钟后再试，或联系系统管理员。', en: 'Too many failed sign-ins. Try again in {minutes} minutes, or ask the administrator.' },
  'no-such-case': { status: 404, zh: '没有与该办件编号和查询码相符的办件。请核对收件凭证上的编号和六位查询码。', en: 'No case fits this number and query code. Check both against the receipt.' },
  'too-many-tries': { status: 429, zh: '查询次数过多，请十五分钟后再试。', en: 'Too many tries. Wait a quarter of an hour, then try again.' },
  'case-state': { status: 409, zh: '办件当前状态不能进行这项操作，什么都没有改变。请在办件页面查看最新进度和现在可以办理的事项。', en: 'A case that is {from} cannot become {to}; nothing was changed. Its page says where it stands and what can be done now.' },
  'task-taken': { status: 409, zh: '该环节已由{holder}于{since}领取，您没有提交成功。对方办结或者退回以前，由其办理；须改由您办理的，请与对方联系。', en: 'This task is held by {holder} since {since}; nothing was changed. It is theirs until they decide it or give it back.' },
  'task-closed': { status: 409, zh: '该环节已由{who}于{when}办结，您的意见未提交。本环节无须再办，后续情况见办件轨迹。', en: 'This task was already closed by {who} at {when}; nothing was changed. It needs nothing more; the case\'s history says what came of it.' },
  'task-changed': { status: 409, zh: '本环节在您打开后有变化：{change}（{when}）。您的意见没有提交；请按现在的内容核对后再提交。', en: 'The task has changed since you opened it (version {found}, not {wanted}): {changeEn} ({when}). Nothing was changed. Read it as it stands now and send again.' },
  'task-not-held': { status: 409, zh: '该环节不在您名下，无需退回。', en: 'You do not hold this task, so there is nothing to release.' },
  'task-without-form': { status: 409, zh: '“{step}”没有需要填写的意见：完成办件页面上列明的事项后自动办结。', en: 'Step "{step}" has no form; it ends by itself when what the case page names is done.' },
  'four-eyes': { status: 409, zh: '您已办理过“{earlier}”环节，按回避和双人规定，本环节须由另一人办理。', en: 'You acted at step "{earlier}" of this case; this step needs another officer.' },
  'recusal-own': { status: 409, zh: '您是本件的申请人或者代办人，应当回避，本件须由他人办理。', en: 'You apply in this case or act for the applicant, so others must handle it.' },
  'recusal-declared': { status: 409, zh: '您已声明回避，本件须由他人办理。', en: 'You have declared to take no part in this case; others must handle it.' },
  'recusal-reason': { status: 422, zh: '请写明回避的理由，不超过 {most} 个字。', en: 'Say why you take no part, in at most {most} characters.' },
  'recusal-last': { status: 409, zh: '除您之外，能办理“{step}”的人不够。请先由管理员为该岗位增派人员，再声明回避。', en: 'Without you too few could act at "{step}". Have the administrator give the post to somebody else first.' },
  'already-signed': { status: 409, zh: '您已签署，须由另一名工作人员签署后才能完成。', en: 'You have signed already; a second officer has to sign.' },
  'signers-disagree': { status: 409, zh: '两名工作人员的结论不一致（{first} / {second}），请协商一致后再提交。', en: 'The two signers differ ({first} / {second}); agree on one conclusion first.' },
  'no-such-return': { status: 422, zh: '本环节没有退回到该环节的路线。', en: 'The diagram draws no return from this step to "{target}".' },
  'idempotency-key-missing': { status: 400, zh: '本调用会改动数据，须带 Idempotency-Key（1 至 200 个可见 ASCII 字符）；重试同一请求时用同一个键。', en: 'This call changes something and must carry an Idempotency-Key (1 to 200 visible ASCII characters). Repeat the same call with the same key.' },
  'idempotency-key': { status: 400, zh: 'Idempotency-Key 格式有误：须为 1 至 200 个可见 ASCII 字符。', en: 'Idempotency-Key must be 1 to 200 visible ASCII characters.' },
  'idempotency-mismatch': { status: 422, zh: '该 Idempotency-Key 已用于另一项请求，请换用新的键。', en: 'This Idempotency-Key came with another request before. Use a new key.' },
  'pause-not-listed': { status: 409, zh: '本事项办事指南没有列明这一特别程序，不能暂停计时。可用的特别程序：{listed}。', en: 'The matter lists no pause "{kind}", so the clock cannot stop for it. Listed: {listed}.' },
  'pause-inside-limit': { status: 409, zh: '该程序的时间计算在办结时限内，不暂停计时。', en: 'The time of this procedure counts within the limit; the clock does not stop for it.' },
  'pause-without-notice': { status: 422, zh: '暂停计时须先书面告知申请人所需时间，请先出具特别程序告知书。', en: 'A pause needs its written notice to the applicant (number of the letter). Issue the letter first.' },
  'pause-open': { status: 409, zh: '“{name}”正在进行中，计时已经暂停。', en: 'The clock is already stopped for "{name}".' },
  'pause-not-open': { status: 409, zh: '没有正在进行的该项特别程序，无需恢复计时。', en: 'No pause "{kind}" is going on, so there is nothing to resume.' },
  'extension-not-listed': { status: 409, zh: '本事项没有法定延期，或法定办结时限尚未起算，不能延期。', en: 'The matter gives no extension, or its statutory limit does not run. It cannot be extended.' },
  'extension-not-the-head': { status: 403, zh: '延期须由本机关负责人批准。', en: 'Only the head named in the matter (role "{by}") may grant the extension.' },
  'extension-given': { status: 409, zh: '本办件已经延期一次，不得再次延期。', en: 'This case was extended once already; the law gives no second extension.' },
  'extension-too-long': { status: 422, zh: '延期最长{most}，您填写的是{wanted}。', en: 'An extension may be more than 0 and at most {mostEn}, but {wantedEn} was asked for.' },
  'extension-unit': { status: 409, zh: '延期与法定办结时限的计算单位不一致，请核对办事指南。', en: 'Extension and statutory limit have different units. Correct the guide.' },
  'extension-after-expiry': { status: 409, zh: '法定办结时限已于{deadline}届满，期满后不得延期。', en: 'The statutory limit expired at {deadline}; an expired limit cannot be extended.' },
  'green-held': { status: 409, zh: '本办件已经进入绿色通道。', en: 'This case has the green channel already.' },
  'green-not-held': { status: 409, zh: '本办件没有进入绿色通道。', en: 'This case does not have the green channel.' },
  'file-too-large': { status: 413, zh: '文件“{name}”超过{most}MB，请压缩或分成几个文件后再上传。', en: 'The file "{name}" is larger than {most} MB. Compress or split it and upload it again.' },
  'file-empty': { status: 422, zh: '文件“{name}”是空的，请重新选择。', en: 'The file "{name}" is empty. Choose another one.' },
  'file-type': { status: 422, zh: '文件“{name}”不能接收：按内容看是{found}。只接收 PDF、JPG、PNG 文件，请转换格式后再上传。', en: 'The file "{name}" is not taken: by its content it is {foundEn}. PDF, JPG and PNG are taken; convert it and upload it again.' },
  'file-cut': { status: 422, zh: '文件“{name}”不完整或已损坏，请重新扫描或导出后再上传。', en: 'The file "{name}" is incomplete or damaged. Scan or export it again.' },
  'file-pixels': { status: 422, zh: '图片“{name}”的尺寸过大（超过6000万像素），请缩小后再上传。', en: 'The picture "{name}" has more than 60 million pixels. Make it smaller and upload it again.' },
  'file-locked': { status: 422, zh: '文件“{name}”设有密码或加密，无法审查，请去除后再上传。', en: 'The file "{name}" is encrypted and cannot be examined. Remove the protection and upload it again.' },
  'file-active': { status: 422, zh: '文件“{name}”含有脚本、附件或多媒体内容，请打印成普通PDF后再上传。', en: 'The file "{name}" holds scripts, attachments or media. Print it to a plain PDF and upload it again.' },
  'bundle-refused': { status: 422, zh: '事项“{matter}”未发布，共{count}处问题；原有版本继续有效。', en: 'Matter {matter} was not published ({count} problems): {detail} The earlier version stays.' },
  'green-not-listed': { status: 409, zh: '本事项未设绿色通道。', en: 'This matter has no green channel.' },
  'green-too-late': { status: 409, zh: '办件已经作出决定或者已经办结，不能再开通或者取消绿色通道。', en: 'The case is decided or over: the green channel can no longer be granted or removed.' },
  'green-not-yours': { status: 403, zh: '绿色通道须由本事项指定的负责人批准。', en: 'The green channel is granted by the person the matter names ({by}).' },
  'silence-accepted': { status: 409, zh: '五日答复期限已于{deadline}届满，本申请依法自收到之日起即为受理，不能再作受理决定或补正告知（行政许可法第三十二条）。', en: 'The time to answer ended at {deadline}: by law this application is accepted as of its receipt, so nothing is decided here any more; the case goes on as accepted.' },
  'second-notice': { status: 422, zh: '补正内容只能一次告知。下列事项此前未列、本次也未新交，不得再提：{items}。', en: 'All gaps are told once. These were neither listed before nor newly handed in: {items}.' },
  'tolerant-wrong': { status: 422, zh: '容缺受理的内容有误：{detail}', en: 'Acceptance with items owed does not fit: {detail}' },
  'not-complete': { status: 422, zh: '材料不齐，不能直接受理，尚缺：{items}。请一次告知补正，或按办事指南容缺受理。', en: 'The application is not complete; missing: {items}. Tell all gaps at once, or accept with items owed where the guide allows it.' },
  'no-such-draft': { status: 404, zh: '没有与该草稿号和取回码相符的草稿。草稿保留 90 天；已经提交的申请请用办件编号和查询码查询。', en: 'No draft fits this number and code. Drafts are kept for 90 days; follow a submitted application by case number and query code.' },
  'draft-submitted': { status: 409, zh: '这份草稿已经提交，请用办件编号和查询码查询进度。', en: 'This draft was submitted already. Follow the case by its number and query code.' },
  'draft-incomplete': { status: 422, zh: '还有内容需要填写或修改，请按提示补充后再提交。', en: 'Something is missing or wrong. Correct it as shown and submit again.' },
  'matter-not-open': { status: 409, zh: '该事项目前不能在网上申请，请按办事指南到窗口办理，或稍后再来。', en: 'This matter does not accept applications at present. See its guide for the window, or come back later.' },
  'stage-too-early': { status: 409, zh: '“{before}”尚未办结通过{where}，暂不能申请“{stage}”。请在前一阶段办结（通过）或者办结（容缺通过）后再提交；已填写的内容会保留。', en: '"{stage}" cannot be applied for before "{before}" is passed{whereEn}. Submit again then; what was filled in is kept.' },
  'stage-applied-for': { status: 409, zh: '本项目的“{stage}”已经申请（办件{number}），不能重复申请。', en: '"{stage}" of this project was applied for already (case {number}).' },
  'unknown-item': { status: 422, zh: '材料清单中没有这一项，或现在不需要提交这一项。', en: 'The list of materials has no such item, or it is not asked for now.' },
  'too-many-files': { status: 422, zh: '这一项材料最多上传{most}个文件，请合并后再上传。', en: 'At most {most} files for one item. Merge them and upload again.' },
  'nothing-handed-in': { status: 422, zh: '还没有补交任何内容：请上传材料、修改填写的内容，或写明说明后再提交。', en: 'Nothing has been handed in yet: upload a file, change an answer, or write a note.' },
  'gaps-left': { status: 422, zh: '补正告知书所列的{items}还没有上传。暂时不能提交的，请在补充说明中写明原因。', en: 'The notice also asks for {items}, which has not been uploaded. If it cannot be handed in, say why in the note.' },
  'hearing-too-early': { status: 422, zh: '听证须在举行七个工作日前通知并公告，请改到 {last} 之后；跨年的须待下一年度节假日安排公布。', en: 'A hearing is announced seven working days before it is held: choose a day after {last}.' },
  'hearing-other-day': { status: 422, zh: '公告和通知的听证日期是 {planned}。改期须退回重新安排、公告并通知。', en: 'The hearing was announced for {planned}. Another day must be planned and announced anew.' },
  'step-items-left': { status: 422, zh: '还须提交{items}，缺少的不能只作说明。', en: 'Still to be handed in: {items}. A note does not replace it.' },
  'nothing-asked': { status: 409, zh: '目前没有需要您补交的内容。', en: 'Nothing is asked of you at present.' },
  'no-agent': { status: 409, zh: '本办件目前没有代办人。', en: 'Nobody acts for the applicant in this case.' },
  'withdraw-too-late': { status: 409, zh: '本办件已经作出决定或办结，不能撤回。', en: 'This case has been decided or closed and cannot be withdrawn.' },
  'sheet-over': { status: 409, zh: '会签已经结束，您的意见未提交。', en: 'The co-approval is over; nothing was changed.' },
  'sheet-joins': { status: 409, zh: '会签结论由各部门意见按规则汇总得出，不能直接办理。', en: 'A co-approval is joined from the opinions by its rule; it is not decided by hand.' },
  'sheet-unheard': { status: 409, zh: '还有部门未答复且未到期：{departments}。请待其答复或到期后再作决定。', en: 'Not heard yet and still in time: {departments}. Wait for them, or for their limit.' },
  'no-such-department': { status: 422, zh: '组织机构中没有可以答复的“{department}”。', en: 'The organisation has nobody who could answer for "{department}".' },
  'department-on-sheet': { status: 409, zh: '“{department}”已在会签单上。', en: '{department} stands on the sheet already.' },
  'department-has-case': { status: 409, zh: '“{department}”以独立办件办理，不能移出或重新征求；请在该办件上办理，或由申请人撤回该办件。', en: '{department} answers by a case of its own, which is neither taken off nor asked again. Act on that case, or have the applicant withdraw it.' },
  'department-answered': { status: 409, zh: '“{department}”已经答复，不能移出会签。', en: '{department} has answered and cannot be taken off the sheet.' },
  'department-not-answered': { status: 409, zh: '“{department}”尚未答复，无需再次征求。', en: '{department} has not answered, so it cannot be asked again.' },
  'last-department': { status: 409, zh: '“{department}”是会签单上唯一的部门，不能移出。', en: '{department} is the only one on the sheet and cannot be taken off.' },
  'letter-broken': { status: 409, zh: '文书“{title}”无法出具：{detail}。请联系事项管理员修正模板或办事指南。', en: 'The letter "{title}" cannot be made: {detail} Correct the template or the guide of the matter.' },
  'letter-waiting': { status: 409, zh: '文书{number}正在盖章，请稍后刷新页面。', en: 'Letter {number} is being sealed. Reload the page in a moment.' },
  'letter-missing-glyph': { status: 409, zh: '文书{number}含有字库中没有的字：{characters}。请把含有这些字的字体文件放入数据目录的 fonts 文件夹，再重新生成。', en: 'Letter {number} has characters no font has: {characters}. Put a font with them into the fonts folder of the data directory and render it again.' },
  'service-corrected': { status: 409, zh: '文书{number}的第 {attempt} 次送达登记已经更正过，请在更正后的那条登记上再更正。', en: 'Record {attempt} of the service of letter {number} was corrected before. Correct the record that stands for it now.' },
  'service-by-portal': { status: 409, zh: '电子送达由系统在文书进入办件查询页时登记，不能更正。', en: 'Electronic service is recorded by the system when the letter enters the applicant\'s page; it cannot be corrected.' },
  'letter-served': { status: 409, zh: '文书{number}已于{when}送达，不能再次登记。', en: 'Letter {number} was served at {when}; nothing was recorded.' },
  'no-electronic-consent': { status: 409, zh: '受送达人没有同意电子送达，请改用直接送达或者邮寄送达。', en: 'The receiver has not agreed to electronic service. Serve it in person or by post.' },
  'announcement-too-early': { status: 409, zh: '直接送达和邮寄送达都未成功时，才可以公告送达。', en: 'Service by announcement needs failed attempts in person and by post first.' },
  'permit-cancelled': { status: 409, zh: '该证照此前已注销。', en: 'This permit was cancelled before.' },
  'fee-paid': { status: 409, zh: '没有待缴的费用。', en: 'There is no fee to pay.' },
  'engine-away': { status: 503, zh: '流程引擎（{engine}）没有应答，操作没有执行。请确认引擎正在运行，再试一次。', en: 'The engine ({engine}) does not answer; nothing was done. See that it runs, then try again.' },
  'engine-gone': { status: 404, zh: '引擎中已经没有这个对象，可能已经结束或处理完毕：{detail}', en: 'The engine has no such thing any more: {detail}' },
  'engine-refused': { status: 409, zh: '引擎没有接受这项操作，什么都没有改变：{detail}', en: 'The engine refused, and nothing was changed: {detail}' },
  'engine-unsure': { status: 503, zh: '引擎没有确认结果，操作可能已经执行。请先查看现状，再决定是否重做：{detail}', en: 'The engine did not confirm, so it may have been done. Look before you repeat it: {detail}' },
  'operations-reason': { status: 422, zh: '请写明理由（2至{most}字）：谁、为什么做了这项操作，会记入留痕。', en: 'Give a reason of 2 to {most} characters: who acted and why goes on the trace.' },
  'operations-nothing': { status: 422, zh: '请至少选择一个要进入或要结束的环节。', en: 'Name at least one element to enter or to end.' },
  'operations-case-runs': { status: 409, zh: '该实例属于在办办件 {number}，终止后办件会停滞。请由申请人撤回或由经办部门办结；需要调整位置的，用“调整位置”。', en: 'The instance belongs to case {number}, which is open and would stand still. Let the case be withdrawn or closed, or move where the instance stands instead.' },
  'draft-moved': { status: 409, zh: '这份草稿已在另一个窗口或者另一台设备上保存（{when}）。两边的内容都在，请合并后再保存。', en: 'This draft was saved in another tab or on another device ({when}). Both are kept; merge them and save again.' },
  'new-matter-code': { status: 422, zh: '代码须为2至64个小写字母、数字和连字符，以字母开头（如 linshi-zhandao），并且不得为 rules、calendar、play、shared（系统保留的文件夹），现为“{code}”。', en: 'A code is 2 to 64 small letters, digits and hyphens and begins with a letter (linshi-zhandao), and not rules, calendar, play or shared, whose folders are kept. This is "{code}".' },
  'new-matter-name': { status: 422, zh: '事项名称须为2至100字，不含 < > & " { } \\。请缩短或改正。', en: 'A name has 2 to 100 characters, none of them < > & " { } or \\. Shorten or correct it.' },
  'new-matter-body': { status: 422, zh: '没有实施机关“{body}”，或者它缺少模板所用的岗位：{lacking}。请另选机关，或先在组织机构中增加岗位。', en: 'There is no body "{body}", or it lacks roles who act in the template: {lacking}. Choose another, or add the roles first.' },
  'new-matter-uscc': { status: 422, zh: '“{body}”还没有已发布的事项可供取用统一社会信用代码，或者填写的“{uscc}”不是有效代码（GB 32100）。请填写该机关的统一社会信用代码。', en: 'No published matter of "{body}" is there to take its unified social credit code from, or "{uscc}" is none (GB 32100). Give the code of the body.' },
  'new-matter-taken': { status: 409, zh: '代码 {code} 已被使用（已有事项、草稿或者变更申请）。请另选代码。', en: 'The code {code} is taken by a matter, a draft or a proposal. Choose another.' },
  'cannot-compare': { status: 422, zh: '两个版本中有一个读不懂，无法对照：{detail}', en: 'One of the two cannot be read, so they cannot be compared: {detail}' },
  'no-repository': { status: 409, zh: '目前没有可用的事项版本库，不能提出或发布变更；已发布的事项照常办理。请用 git 克隆安装，或由管理员检查 PROCESSES_REPOSITORY 和 PROCESSES_BRANCH：发布分支不能是有人正在使用的分支。', en: 'Nothing can be proposed or published here; what was published stays. {why}' },
  'no-such-revision': { status: 404, zh: '版本库中没有版本 {revision}。请刷新后重试。', en: 'The repository has no revision {revision}. Reload and try again.' },
  'no-such-matter': { status: 404, zh: '版本库中没有事项 {matter}。', en: 'The repository has no matter {matter} at this revision.' },
  'repository-busy': { status: 503, zh: '版本库的分支 {branch} 正被另一个程序占用（{lock}），什么都没有改变。请稍后再试；如确认没有 git 程序在运行，请管理员删除该锁文件。', en: 'Another program holds the branch {branch} ({lock}); nothing was changed. Try again shortly; if no git runs, have the lock file removed.' },
  'proposal-files': { status: 422, zh: '提交的文件不符合要求：{detail}', en: 'The files do not make a matter: {detail}' },
  'proposal-nothing': { status: 422, zh: '与所依据的版本相比没有任何变化，无需提交。', en: 'Nothing differs from the version this stands on, so there is nothing to propose.' },
  'base-moved': { status: 409, zh: '{who}于{when}已更新本事项，您的修改所依据的版本不再是最新。请对照两个版本合并后再提交。', en: '{who} changed this matter at {when}, so the version yours stands on is no longer the latest. Compare both, merge, and propose again.' },
  'merge-conflict': { status: 409, zh: '{who}于{when}修改了同样的文件：{files}。请在最新版本上重新修改这些文件后再提交。', en: '{who} changed the same files at {when}: {files}. Make your changes to them anew on the latest version.' },
  'proposal-open': { status: 409, zh: '该分支上已有未办结的变更申请（第 {id} 号）。请在该申请上修改，或先撤回。', en: 'Proposal {id} of this matter is open already. Revise it, or withdraw it first.' },
  'proposal-state': { status: 409, zh: '该变更申请当前状态是“{state}”，不能进行这项操作。请刷新页面。', en: 'The proposal is {stateEn}, so this cannot be done. Reload it.' },
  'proposal-changed': { status: 409, zh: '该变更申请已更新到第 {found} 稿，您看到的是第 {wanted} 稿，操作没有执行。请刷新后重新核对。', en: 'The proposal has revision {found} by now, you were shown {wanted}; nothing was done. Reload it and look again.' },
  'proposal-warnings': { status: 422, zh: '内容有 {count} 条警告。签署前请逐条看过，并在法核意见中写明为什么可以发布；否则请退回。', en: 'The content has {count} warning(s). Read each, and say in the remarks why it may be published all the same, or return it.' },
  'proposal-own': { status: 409, zh: '起草与法核须由不同的人承担：您参与了本申请的起草，请由另一名法核人员审核。', en: 'Drafting and legal review are two people: you wrote part of this proposal, so another reviewer must judge it.' },
  'proposal-taken': { status: 409, zh: '{who}已于{when}发布本事项的变更，您的操作没有执行。', en: '{who} published a change of this matter at {when}; nothing was done.' },
  'publication-moved': { status: 409, zh: '法核之后，{who}已于{when}发布了本事项的另一个版本，法核时对照的版本不再是现行版本。请把本申请更新到最新版本并重新法核。', en: 'After the signature {who} published another version at {when}, so what the lawyer compared with is no longer in force. Bring the proposal up to date and have it signed again.' },
  'content-moved': { status: 409, zh: '法核之后，内容有变化（通用文书、组织机构或表单公用部分已更新），签署的不是将要发布的内容。请重新法核。', en: 'The content changed after the signature (a common letter, an organisation entry or a shared part of forms), so it is not what was signed. Have it signed again.' },
  'together-missing': { status: 409, zh: '公用表单部件（{parts}）的修改还涉及下列事项：{matters}，而分支 {branch} 上没有这些事项的变更申请。请在最新版本上重新推送该分支，使每个涉及的事项都有申请，再一并发布。', en: 'The change of common parts ({parts}) concerns {matters} too, of which the branch {branch} has no open proposal. Bring the branch up to date and push it again, so that each matter concerned has one; then publish all together.' },
  'together-apart': { status: 409, zh: '下列事项的申请对公用表单部件（{parts}）的修改不一致：{matters}。请把这些申请更新到同一内容，或先撤回。', en: 'The proposals of {matters} hold another change of the common parts ({parts}). Bring them to the same, or withdraw them.' },
  'together-unsigned': { status: 409, zh: '公用表单部件（{parts}）的修改须与下列事项一并发布，而这些事项尚未法核签署：{matters}。请待全部签署后再发布。', en: 'The change of common parts ({parts}) is published with {matters}, which legal review has not signed yet. Publish when all are signed.' },
  'together-blocked': { status: 409, zh: '一并发布的“{matter}”未能发布，因此都没有发布：{why}', en: '"{matter}", which is published with it, could not be, so none was: {whyEn}' },
  'publication-day': { status: 422, zh: '施行日期须是今天（{today}）或以后、一年以内的日期，您填写的是“{found}”。', en: 'The effective date must be today ({today}) or a day within a year, but is "{found}".' },
  'publication-early': { status: 422, zh: '{who}已发布本事项自{day}起施行的版本，本次变更以它为基础，施行日期不能更早。请改为{day}或以后，或先撤销该次发布。', en: '{who} published a version of this matter in force from {day} and this change stands on it, so it cannot be in force earlier. Take {day} or later, or withdraw that publication first.' },
  'publication-begun': { status: 409, zh: '该版本已经施行或已被撤销，不能撤销发布；需要恢复旧版本的，请用“回退”。', en: 'This publication has begun or was withdrawn before. To go back to an earlier version, roll back.' },
  'rollback-here': { status: 409, zh: '该版本正在施行，无需回退。', en: 'This version is in force already.' },
  'rollback-coming': { status: 409, zh: '另有版本将于{day}起施行，回退后仍会到期生效。请先撤回该次发布，再回退。', en: 'Another version comes into force on {day}, which a rollback would not stop. Withdraw that publication first, then roll back.' },
  'rollback-unsigned': { status: 409, zh: '该版本没有法核签署，不能施行。', en: 'This version has no signature of legal review, so it cannot take cases.' },
  'law-change-wrong': { status: 422, zh: '请填写法规名称（3 至 100 字）和新规定的施行日期（年-月-日）：{detail}', en: 'Give the name of the law (3 to 100 characters) and the day (yyyy-mm-dd) its new text is in force: {detail}' },
  'law-case-decided': { status: 409, zh: '{who}已于{when}就该办件作出决定，您的决定没有执行。', en: '{who} decided on this case at {when}; nothing was changed.' },
  'case-does-not-fit': { status: 409, zh: '该办件不能迁移到这一版本：{detail}', en: 'The case does not fit that version: {detail}' },
  'engine-keeps-case': { status: 409, zh: '流程引擎不能迁移该办件，仍按原版本办理。引擎的说明：{detail}', en: 'The engine cannot move this case, so it stays under its version. The engine says: {detail}' },
  'remarks-missing': { status: 422, zh: '请写明意见或理由（2 至 {most} 字），会记入留痕。', en: 'Give remarks or a reason of 2 to {most} characters; they go on the trace.' },
  'operations-variables': { status: 422, zh: '变量须为 JSON 对象，例如 {"outcome":"agree"}。{detail}', en: 'Variables are a JSON object, for instance {"outcome":"agree"}. {detail}' },
} satisfies Record<string, RefusalText>

export type RefusalCode = keyof typeof catalogue

/** One field that does not fit. `pointer` is an RFC 6901 JSON pointer into the body or the form's data. */
export interface Issue {
  /** Of a bundle: which of processes/rules found it. */
  rule?: string
  pointer: string
  message: string
  /** The same in Chinese, where whoever judged said it so; shown to who reads Chinese, never sent beside the other. */
  zh?: string
}

export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly details: Record<string, unknown> = {},
    readonly issues: Issue[] = [],
  ) {
    super(`${code}: ${fill(catalogue[code].en, details)}`)
    this.name = 'Refusal'
  }
  get status(): number {
    return catalogue[this.code].status
  }
  /** The sentence for people, in the language asked for (`zh-CN` unless it starts with `en`). */
  sentence(locale = 'zh-CN'): string {
    const text = catalogue[this.code]
    return fill(locale.startsWith('en') ? text.en : text.zh, this.details)
  }
}

/** `throw refuse('task-taken', { holder: '张三', since })` */
export function refuse(code: RefusalCode, details: Record<string, unknown> = {}, issues: Issue[] = []): Refusal {
  return new Refusal(code, details, issues)
}

function fill(text: string, details: Record<string, unknown>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => spoken(String(details[name] ?? '')))
}

const civil = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })

/** An instant in a sentence reads as people in China say it, `2026-03-02 09:05`; the details keep it as it was for programs. */
function spoken(value: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) ? civil.format(new Date(value)) : value
}
